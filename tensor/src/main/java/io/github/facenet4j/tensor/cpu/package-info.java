/**
 * The fast pure-JVM backend: what runs where no OpenCL exists.
 *
 * <p>Read {@link io.github.facenet4j.tensor.cpu.CpuBackend} and {@link
 * io.github.facenet4j.tensor.cpu.ProductKernels} first. May import the JDK, {@code
 * io.github.facenet4j.tensor} and {@code tensor.spi}; never {@code jdk.incubator.vector}, which
 * only {@code tensor.cpu.vector} names. Invariant: work is split by shape alone and partial sums
 * are combined in a fixed order, so results are the same bits for every number of threads.
 */
package io.github.facenet4j.tensor.cpu;
