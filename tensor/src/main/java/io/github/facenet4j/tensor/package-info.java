/**
 * Shapes, tensors and the memory they live in.
 *
 * <p>Read {@link io.github.facenet4j.tensor.Tensor} and {@link
 * io.github.facenet4j.tensor.MemoryScope} first, then {@link
 * io.github.facenet4j.tensor.spi.Backend}. May import the JDK alone. Invariant: every storage
 * belongs to exactly one scope, and closing that scope returns it to the device's pool.
 */
package io.github.facenet4j.tensor;
