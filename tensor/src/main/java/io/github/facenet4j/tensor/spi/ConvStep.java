package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/**
 * One convolution of a chain that is one op.
 *
 * @param w filter, HWIO
 * @param epilogue what it does to its sums
 */
public record ConvStep(Tensor w, Epilogue epilogue) {}
