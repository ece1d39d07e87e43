/**
 * What an application sees: find faces, embed them, compare them; then {@code gallery} names people
 * and {@code cluster} groups them.
 *
 * <p>Read {@link io.github.facenet4j.facenet.FaceEmbedder} and {@link
 * io.github.facenet4j.facenet.FaceDetector} first. May import {@code facenet.net}, {@code
 * facenet.detect}, {@code facenet.image}, {@code facenet.data}, {@code nn} and {@code tensor}.
 * Invariant: embeddings that {@code FaceEmbedder} hands out have length 1.
 */
@NullMarked
package io.github.facenet4j.facenet;

import org.jspecify.annotations.NullMarked;
