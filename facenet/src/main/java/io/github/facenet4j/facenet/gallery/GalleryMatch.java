package io.github.facenet4j.facenet.gallery;

/**
 * A person and how near the nearest of their faces is.
 *
 * @param person name
 * @param source where that face is from
 * @param squaredDistance of the two embeddings, 0 to 4
 */
public record GalleryMatch(String person, String source, double squaredDistance) {}
