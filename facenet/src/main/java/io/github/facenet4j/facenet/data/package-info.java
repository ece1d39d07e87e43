/**
 * Face datasets: folders of people, the LFW files, and faces ready for training or evaluation.
 *
 * <p>Read {@link io.github.facenet4j.facenet.data.LfwDataset} and {@link
 * io.github.facenet4j.facenet.data.LabeledFaces} first. May import {@code facenet.image} and
 * FastCSV. Invariant: everything here is immutable after construction, in an order that depends on
 * names alone and never on the file system, and safe to read from many threads.
 */
package io.github.facenet4j.facenet.data;
