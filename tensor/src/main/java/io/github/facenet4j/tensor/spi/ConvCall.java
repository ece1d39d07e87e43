package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/**
 * One forward convolution among several, see {@link ConvOps#forwardAll}; the operands are those of
 * {@link ConvOps#forward}.
 *
 * @param spec sizes
 * @param x input
 * @param w filter
 * @param epilogue what is done to the sums, and where they are stored
 * @param y output
 */
public record ConvCall(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {}
