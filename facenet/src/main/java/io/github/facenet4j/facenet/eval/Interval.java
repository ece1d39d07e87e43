package io.github.facenet4j.facenet.eval;

/**
 * A range of values.
 *
 * @param low lower end
 * @param high upper end; infinite where nothing bounds it
 */
public record Interval(double low, double high) {}
