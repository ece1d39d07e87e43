package io.github.facenet4j.bench.roofline;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * An OpenCL device, by the kernels of {@code probe/*.cl}. Samples are taken with a clock around
 * launches and a wait, and leave no event times behind.
 */
final class DeviceProbe implements Probe {
  private static final String NAME = "roofline";

  /** Groups of the peak's launch for each compute unit: all its places, several times over. */
  private static final int GROUPS_OF_A_UNIT = 32;

  /** Multiply-adds of one lane in one round of {@code fma_peak.cl}. */
  private static final int MULTIPLY_ADDS_OF_A_ROUND = 32;

  private static final long NANOS_OF_A_SAMPLE = 5_000_000;
  private static final int FIRST_ROUNDS = 64;
  private static final int MOST_ROUNDS = 1 << 22;

  /** Source and destination: 512 MiB each, many times the last-level cache of any GPU. */
  private static final long BYTES_BEYOND_CACHES = 1L << 30;

  private static final int MOST_COPIES = 1000;

  private final OpenClBackend backend;
  private final DeviceLimits limits;
  private final int vector;
  private final Kernel multiplyAdd;
  private final Kernel copyKernel;
  private final MemoryScope scope;
  private final long items;
  private final Tensor sums;
  private final int rounds;
  private Arrays large;
  private Arrays ofSize;

  /** What is copied, as vectors. */
  private record Arrays(long wantedBytes, Tensor from, Tensor to, int vectors, int copies) {
    long bytes() {
      return (from.shape().elements() + to.shape().elements()) * Float.BYTES;
    }
  }

  /** Compiles the kernels and finds how long the peak's loop must be. */
  DeviceProbe(OpenClBackend backend) {
    this.backend = backend;
    limits = backend.runtime().limits();
    vector = limits.isCpu() ? 16 : 4;
    int mostItems = (int) Math.min(256, limits.maxWorkGroupSize());
    int group = limits.isCpu() ? 1 : mostItems;
    multiplyAdd = kernel("probe/fma_peak.cl", group);
    copyKernel = kernel("probe/copy.cl", limits.isCpu() ? Math.min(64, mostItems) : mostItems);
    items = (long) limits.computeUnits() * GROUPS_OF_A_UNIT * group;
    scope = MemoryScope.root(backend, NAME);
    sums = scope.floats(Shape.of(Math.toIntExact(items * vector)));
    multiplyAdds(FIRST_ROUNDS);
    int enough = FIRST_ROUNDS;
    while (enough < MOST_ROUNDS && multiplyAdds(enough) < NANOS_OF_A_SAMPLE) {
      enough *= 2;
    }
    rounds = enough;
  }

  private Kernel kernel(String path, int group) {
    return backend
        .runtime()
        .kernel(KernelVariant.of(path).with("GROUP", group).with("VECTOR", vector).group(group));
  }

  @Override
  public int threads() {
    return limits.computeUnits();
  }

  @Override
  public String words() {
    return "fused multiply-adds of probe/fma_peak.cl, %d work-items of 8 chains of float%d"
        .formatted(items, vector);
  }

  @Override
  public double peak() {
    return gflops(items * vector, rounds, multiplyAdds(rounds));
  }

  /** Billions of floating-point operations a second of so many lanes. */
  static double gflops(long lanes, int rounds, long nanos) {
    return 2.0 * lanes * MULTIPLY_ADDS_OF_A_ROUND * rounds / nanos;
  }

  private long multiplyAdds(int count) {
    return nanos(1, () -> multiplyAdd.launch(NAME, WorkSize.of(items), count, 0.999f, 1e-3f, sums));
  }

  private long nanos(int launches, Runnable launch) {
    backend.finish();
    long start = System.nanoTime();
    for (int i = 0; i < launches; i++) {
      launch.run();
    }
    backend.finish();
    long nanos = System.nanoTime() - start;
    backend.drainTimings();
    return nanos;
  }

  @Override
  public double bandwidth() {
    if (large == null) {
      large = arrays(bytesBeyondCaches(limits));
    }
    return bandwidth(large);
  }

  /** At most a quarter of the device's memory, and two buffers as large as it allows. */
  static long bytesBeyondCaches(DeviceLimits limits) {
    return Math.min(
        BYTES_BEYOND_CACHES,
        Math.min(limits.globalMemoryBytes() / 4, 2 * limits.maxAllocationBytes()));
  }

  @Override
  public long bandwidthBytes() {
    return large == null ? 0 : large.bytes();
  }

  @Override
  public double bandwidth(long bytes) {
    if (ofSize == null || ofSize.wantedBytes() != bytes) {
      release(ofSize);
      ofSize = null;
      ofSize = arrays(bytes);
    }
    return bandwidth(ofSize);
  }

  private double bandwidth(Arrays arrays) {
    long nanos = nanos(arrays.copies(), () -> copy(arrays.vectors(), arrays.from(), arrays.to()));
    return (double) arrays.copies() * arrays.bytes() / nanos;
  }

  private void copy(int vectors, Tensor from, Tensor to) {
    copyKernel.launch(NAME, WorkSize.of(vectors), vectors, from, to);
  }

  /** Filled with noise and copied once, so that every page is there; then as often as is enough. */
  private Arrays arrays(long bytes) {
    long most = Math.min(bytes, bytesBeyondCaches(limits));
    int vectors = (int) Math.max(1, most / (2L * Float.BYTES * vector));
    int length = Math.multiplyExact(vectors, vector);
    Tensor from = scope.floats(Shape.of(length));
    Tensor to = scope.floats(Shape.of(length));
    backend
        .runtime()
        .kernel(KernelVariant.of("probe/noise.cl").with("GROUP", 64).group(64))
        .launch(NAME, WorkSize.of(length), length, from);
    nanos(1, () -> copy(vectors, from, to));
    long nanosOfOne = nanos(1, () -> copy(vectors, from, to));
    int copies = (int) Math.max(1, Math.min(MOST_COPIES, NANOS_OF_A_SAMPLE / nanosOfOne));
    return new Arrays(bytes, from, to, vectors, copies);
  }

  private void release(Arrays arrays) {
    if (arrays != null) {
      scope.release(arrays.from());
      scope.release(arrays.to());
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
