package io.github.facenet4j.nn.metric;

/**
 * What a triplet loss says about its batch.
 *
 * @param loss sum of the hinges over the divisor
 * @param filled slots that hold a triplet
 * @param active triplets whose hinge is positive
 * @param divisor what the reduction divided by
 * @param meanPositive mean |eₐ−eₚ|² over the filled slots, 0 when none
 * @param meanNegative mean |eₐ−eₙ|² over the filled slots, 0 when none
 */
public record TripletStatistics(
    float loss, int filled, int active, float divisor, float meanPositive, float meanNegative) {

  /** Active over filled, 0 when none. */
  public float activeFraction() {
    return filled == 0 ? 0 : (float) active / filled;
  }
}
