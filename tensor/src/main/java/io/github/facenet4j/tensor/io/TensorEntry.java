package io.github.facenet4j.tensor.io;

import io.github.facenet4j.tensor.Shape;

/**
 * One tensor of a file, as its header describes it.
 *
 * @param name unique in the file
 * @param type how its elements are stored
 * @param shape dimensions, row-major
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last
 */
public record TensorEntry(String name, StoredType type, Shape shape, long begin, long end) {}
