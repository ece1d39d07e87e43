package io.github.facenet4j.facenet.net;

/**
 * A distance threshold that was chosen for one trained model and travels in its weights file.
 *
 * @param threshold squared L2 distance of unit embeddings: two faces below it are the same person
 * @param far share of pairs of different people accepted at the threshold, or NaN when not measured
 * @param how one sentence: on which pairs and by which rule it was chosen
 */
public record Calibration(double threshold, double far, String how) {

  /** Checks that the threshold is a distance between unit vectors. */
  public Calibration {
    if (!(threshold > 0 && threshold <= 4)) {
      throw new IllegalArgumentException(
          "A threshold on squared distances of unit vectors lies in (0, 4], got " + threshold);
    }
  }
}
