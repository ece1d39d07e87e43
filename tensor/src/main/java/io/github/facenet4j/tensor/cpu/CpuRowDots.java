package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.RowDots;

/** Dot products by the Vector API where the JVM offers it, else by plain loops. */
public final class CpuRowDots implements RowDots {
  private final MetricKernels kernels = KernelChoice.choose().metric();

  @Override
  public void of(byte[] rows, int first, int width, byte[] vector, int[] dots) {
    kernels.byteDots(rows, first, width, vector, dots);
  }

  @Override
  public void of(
      float[] rows, int first, int width, float[] vector, int at, float[] dots, int count) {
    for (int i = 0; i < count; i++) {
      dots[i] = kernels.dot(rows, first + i * width, vector, at, width);
    }
  }
}
