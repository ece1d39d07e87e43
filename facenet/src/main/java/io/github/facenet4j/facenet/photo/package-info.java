/**
 * From photographs to embedded faces, many at a time: what gallery, clusters and bulk embedding
 * share.
 *
 * <p>Read {@link io.github.facenet4j.facenet.photo.PhotoEmbedder} first, then {@link
 * io.github.facenet4j.facenet.photo.PhotoFaces}. May import {@code data}, {@code detect}, {@code
 * image} and {@code net}. Invariant: a photograph that cannot be used is a {@code PhotoFaces} that
 * says why, never an exception.
 */
@NullMarked
package io.github.facenet4j.facenet.photo;

import org.jspecify.annotations.NullMarked;
