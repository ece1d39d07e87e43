package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.ByteDots;

/** Dot products of bytes by the Vector API where the JVM offers it, else by plain loops. */
public final class CpuByteDots implements ByteDots {
  private final MetricKernels kernels = KernelChoice.choose().metric();

  @Override
  public void of(byte[] rows, int first, int width, byte[] vector, int[] dots) {
    kernels.byteDots(rows, first, width, vector, dots);
  }
}
