package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/** Compiles kernels while other threads meet one safepoint after another. */
final class CompileBesideThreads {
  private static final int KERNELS = 12;
  private static final int THREADS = 3;
  private static volatile long turns;

  private CompileBesideThreads() {}

  /** Prints {@code survived}. */
  public static void main(String[] arguments) {
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(CompileBesideThreads::turn);
      thread.setDaemon(true);
      thread.start();
    }
    try (OpenClBackend backend = OpenClProvider.open("opencl", Profiling.OFF);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor y = scope.floats(Shape.of(64));
      for (int i = 0; i < KERNELS; i++) {
        backend
            .runtime()
            .kernel(KernelVariant.of("testing/zeros.cl").with("UNUSED", i).group(64))
            .launch("compile", WorkSize.of(64), 64, y);
        backend.finish();
        System.gc();
        System.gc();
      }
    }
    System.out.println("survived");
  }

  private static void turn() {
    long sum = 0;
    while (true) {
      for (int i = 0; i < 1000; i++) {
        sum += i ^ sum;
      }
      turns = sum;
    }
  }
}
