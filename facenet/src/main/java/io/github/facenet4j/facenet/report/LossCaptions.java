package io.github.facenet4j.facenet.report;

/**
 * What the curves of a run are called, by what it makes smaller.
 *
 * @param loss title of the loss
 * @param lossNote how to read it
 * @param active title of the share that is still wrong
 * @param activeNote how to read it
 * @param distances title of the mean distances
 * @param distancesNote how to read them
 */
public record LossCaptions(
    String loss,
    String lossNote,
    String active,
    String activeNote,
    String distances,
    String distancesNote) {
  private static final String HINGE = "Mean hinge |a−p|² − |a−n|² + α.";
  private static final String UNIT = "Squared distances of unit vectors.";

  /** The triplet loss on semi-hard negatives. */
  public static final LossCaptions SEMI_HARD =
      triplets(
          " Semi-hard mining keeps choosing the hardest negatives that are still farther than the"
              + " positive, so it falls slowly while the network improves.",
          " Positives come closer; the chosen negatives stay just outside.");

  /** The triplet loss on triplets that another rule selects. */
  public static final LossCaptions TRIPLETS = triplets("", "");

  /** The supervised contrastive loss. */
  public static final LossCaptions CONTRASTIVE =
      new LossCaptions(
          "Supervised contrastive loss",
          "Mean of −log softmax over the batch at temperature τ, averaged over a face's positives. It"
              + " cannot reach 0: a face's positives share the softmax.",
          "Pairs with a stranger as near",
          "Share of the anchor–positive pairs for which some face of another person is at least as"
              + " near to the anchor.",
          "Distances within the batch",
          UNIT + " All pairs of one person, and of two.");

  private static LossCaptions triplets(String lossMore, String distancesMore) {
    return new LossCaptions(
        "Triplet loss",
        HINGE + lossMore,
        "Active triplets",
        "Share of the triplets that the rule could find, one for each anchor–positive pair under most"
            + " rules, that violate the margin. What training is running out of.",
        "Distances of the mined triplets",
        UNIT + distancesMore);
  }
}
