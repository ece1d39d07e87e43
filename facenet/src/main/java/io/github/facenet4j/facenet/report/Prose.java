package io.github.facenet4j.facenet.report;

/**
 * A paragraph.
 *
 * @param text plain text
 */
public record Prose(String text) implements Part {}
