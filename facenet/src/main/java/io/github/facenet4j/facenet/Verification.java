package io.github.facenet4j.facenet;

/**
 * Whether two faces are of one person.
 *
 * @param squaredDistance of the embeddings, 0 to 4
 * @param threshold that was chosen for the model
 * @param falseAcceptRate share of pairs of different people that are nearer than the threshold; NaN
 *     where it was not measured
 */
public record Verification(double squaredDistance, double threshold, double falseAcceptRate) {

  /** Whether they are nearer than the threshold. */
  public boolean samePerson() {
    return squaredDistance < threshold;
  }
}
