/**
 * What an application sees: load a network, embed faces, compare them.
 *
 * <p>Read {@link io.github.facenet4j.facenet.FaceEmbedder} and {@link
 * io.github.facenet4j.facenet.EmbeddingPipeline} first. May import {@code facenet.net}, {@code
 * facenet.image}, {@code facenet.data}, {@code nn} and {@code tensor}. Invariant: embeddings that
 * {@code FaceEmbedder} hands out have length 1.
 */
package io.github.facenet4j.facenet;
