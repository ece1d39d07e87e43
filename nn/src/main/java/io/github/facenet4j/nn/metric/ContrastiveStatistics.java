package io.github.facenet4j.nn.metric;

/**
 * What a supervised contrastive loss says about its batch.
 *
 * @param loss mean cost of the anchors
 * @param pairs ordered pairs (a,p) of one person
 * @param violated pairs whose p is no nearer than the nearest face of another person
 * @param anchors faces that have a positive
 * @param meanPositive mean |eₐ−eₚ|² over the pairs, 0 when none
 * @param meanNegative mean |eₐ−eₙ|² over all faces of different people, 0 when none
 */
public record ContrastiveStatistics(
    float loss, int pairs, int violated, int anchors, float meanPositive, float meanNegative) {}
