package io.github.facenet4j.facenet.gallery;

/**
 * A person of a gallery.
 *
 * @param name as it was added
 * @param faces so many are kept
 */
public record GalleryPerson(String name, int faces) {}
