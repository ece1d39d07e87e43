package io.github.facenet4j.nn.metric;

/**
 * Three faces of a batch, by index: the anchor shall come closer to the positive than to the
 * negative.
 *
 * @param anchor a
 * @param positive p, another face of the anchor's person
 * @param negative n, a face of another person
 */
public record Triplet(int anchor, int positive, int negative) {}
