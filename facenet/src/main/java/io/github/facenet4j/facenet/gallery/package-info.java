/**
 * Named people and the embeddings of their faces: kept on disk, searched in memory.
 *
 * <p>Read {@link io.github.facenet4j.facenet.gallery.Gallery} first, then {@link
 * io.github.facenet4j.facenet.gallery.PeopleSearch}. May import Lucene, which stores, and {@code
 * tensor.spi.RowDots}; no images and no networks. Invariant: what {@code add} has returned from is
 * on disk, and what search returns is what an exhaustive comparison in single precision would.
 */
@NullMarked
package io.github.facenet4j.facenet.gallery;

import org.jspecify.annotations.NullMarked;
