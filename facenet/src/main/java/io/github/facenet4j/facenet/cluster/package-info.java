/**
 * Groups of look-alike faces: who is whom when nobody has a name.
 *
 * <p>Read {@link io.github.facenet4j.facenet.cluster.FaceClusterer} first, then {@link
 * io.github.facenet4j.facenet.cluster.AverageLinkage}. May import {@code Embeddings}, Commons Math
 * and {@code tensor.spi.RowDots}; no images and no networks. Invariant: distances are squared
 * Euclidean distances of unit vectors, 0 to 4, in every threshold.
 */
@NullMarked
package io.github.facenet4j.facenet.cluster;

import org.jspecify.annotations.NullMarked;
