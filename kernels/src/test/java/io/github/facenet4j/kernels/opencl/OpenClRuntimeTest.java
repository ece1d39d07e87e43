package io.github.facenet4j.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queue, compiler and errors of an open device. */
class OpenClRuntimeTest {
  private static final KernelVariant ZEROS = KernelVariant.of("testing/zeros.cl").group(64);

  private OpenClBackend backend;
  private MemoryScope scope;

  @BeforeEach
  void open() {
    backend = TestDevice.open(Profiling.ON);
    scope = MemoryScope.root(backend, "test");
  }

  @AfterEach
  void close() {
    if (backend != null) {
      scope.close();
      backend.close();
    }
  }

  @Test
  void countsExactlyTheBytesThatMove() {
    Tensor floats = scope.floats(Shape.of(3, 5), new float[15]);
    Tensor ints = scope.ints(Shape.of(7), new int[7]);
    assertEquals(22 * 4, backend.counters().bytesWritten());
    assertEquals(0, backend.counters().bytesRead());
    floats.readFloats();
    ints.readInts();
    assertEquals(22 * 4, backend.counters().bytesRead());
    assertEquals(0, backend.counters().launches());
  }

  @Test
  void movesNothingWhileItComputes() {
    GemmSpec spec = GemmSpec.of("product", 20, 30, 40);
    Tensor a = scope.floats(Shape.of(20, 40), new float[800]);
    Tensor b = scope.floats(Shape.of(40, 30), new float[1200]);
    Tensor c = scope.floats(Shape.of(20, 30));
    long written = backend.counters().bytesWritten();
    backend.gemm().multiply(spec, a, b, Epilogue.NONE, c);
    backend.finish();
    assertEquals(written, backend.counters().bytesWritten());
    assertEquals(0, backend.counters().bytesRead());
    assertTrue(backend.counters().launches() > 0);
  }

  @Test
  void timesEveryLaunchWhenAsked() {
    Tensor page = scope.floats(Shape.of(100));
    backend.runtime().kernel(ZEROS).launch("first", WorkSize.of(100), 100, page);
    backend.runtime().kernel(ZEROS).launch("second", WorkSize.of(100), 100, page);
    List<KernelTiming> timings = backend.drainTimings();
    assertEquals(List.of("first", "second"), timings.stream().map(KernelTiming::what).toList());
    assertTrue(timings.get(0).nanos() > 0);
    assertTrue(timings.get(1).startNanos() >= timings.get(0).endNanos(), "the queue is in order");
    assertEquals(List.of(), backend.drainTimings());
  }

  @Test
  void setsWhatDiffersFromTheAskersLaunchBefore() {
    Kernel zeros = backend.runtime().kernel(ZEROS);
    int[] counts = {10, 20, 20, 5, 100};
    for (int i = 0; i < counts.length; i++) {
      Tensor page = scope.floats(Shape.of(100), ones());
      zeros.launch("asker", WorkSize.of(100), counts[i], page);
      assertEquals(100 - counts[i], sum(page), "launch " + i);
    }
  }

  @Test
  void servesMoreAskersThanItRemembers() {
    Kernel zeros = backend.runtime().kernel(ZEROS);
    Tensor page = scope.floats(Shape.of(100));
    for (int i = 0; i < 1000; i++) {
      page.write(ones());
      zeros.launch("asker " + i % 700, WorkSize.of(100), i % 100, page);
      assertEquals(100 - i % 100, sum(page), "launch " + i);
    }
  }

  private static float[] ones() {
    float[] ones = new float[100];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private static float sum(Tensor tensor) {
    float sum = 0;
    for (float value : tensor.readFloats()) {
      sum += value;
    }
    return sum;
  }

  @Test
  void compilesAVariantOnce() {
    Kernel first = backend.runtime().kernel(ZEROS);
    assertEquals(first, backend.runtime().kernel(KernelVariant.of("testing/zeros.cl").group(64)));
    assertEquals(1, backend.runtime().library().size());
  }

  @Test
  void carriesTheBuildLog() {
    OpenClException failed =
        assertThrows(
            OpenClException.class,
            () -> backend.runtime().kernel(KernelVariant.of("testing/does_not_compile.cl")));
    assertTrue(failed.getMessage().contains("CL_BUILD_PROGRAM_FAILURE"), failed.getMessage());
    assertTrue(failed.getMessage().contains("undeclared_variable"), failed.getMessage());
    assertTrue(failed.getMessage().contains("testing/does_not_compile"), failed.getMessage());
  }

  @Test
  void namesKernelAndLayerWhenAnArgumentIsWrong() {
    Tensor page = scope.floats(Shape.of(100));
    Kernel kernel = backend.runtime().kernel(ZEROS);
    IllegalArgumentException tooFew =
        assertThrows(
            IllegalArgumentException.class, () -> kernel.launch("layer", WorkSize.of(100), page));
    assertEquals("Kernel testing/zeros takes 2 arguments, got 1 (layer)", tooFew.getMessage());
    IllegalArgumentException wrongType =
        assertThrows(
            IllegalArgumentException.class,
            () -> kernel.launch("layer", WorkSize.of(100), "100", page));
    assertTrue(wrongType.getMessage().contains("argument 0"), wrongType.getMessage());
  }

  @Test
  void namesCallKernelAndCodeWhenTheDriverRefuses() {
    Tensor page = scope.floats(Shape.of(100));
    KernelVariant wrongGroup = KernelVariant.of("conv2d/pad.cl").group(2, 1);
    Kernel kernel = backend.runtime().kernel(wrongGroup);
    OpenClException refused =
        assertThrows(
            OpenClException.class,
            () ->
                kernel.launch(
                    "layer",
                    WorkSize.of(2, 1),
                    new int[] {1, 1, 1, 1},
                    new int[] {0, 0},
                    1,
                    page,
                    page));
    assertEquals(
        "clEnqueueNDRangeKernel failed for conv2d/pad (layer): CL_INVALID_WORK_GROUP_SIZE",
        refused.getMessage());
  }

  @Test
  void refusesADeviceThatIsNotThere() {
    BackendUnavailableException refused =
        assertThrows(BackendUnavailableException.class, () -> Backends.require("opencl:99:0"));
    assertTrue(refused.getMessage().contains("opencl:0:0"), refused.getMessage());
  }

  @Test
  void servesSeveralThreadsAtOnce() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<float[]>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int value = t + 1;
        tasks.add(() -> product(value));
      }
      int t = 0;
      for (Future<float[]> future : pool.invokeAll(tasks)) {
        float[] expected = new float[13 * 17];
        java.util.Arrays.fill(expected, 9f * ++t);
        assertArrayEquals(expected, future.get());
      }
    } finally {
      pool.shutdown();
    }
  }

  /** Many products of constant matrices; other threads' arguments or scratch would show. */
  private float[] product(float value) {
    float[] ones = new float[9 * 17];
    float[] values = new float[13 * 9];
    java.util.Arrays.fill(ones, 1);
    java.util.Arrays.fill(values, value);
    try (MemoryScope own = MemoryScope.root(backend, "thread")) {
      Tensor a = own.floats(Shape.of(13, 9), values);
      Tensor b = own.floats(Shape.of(9, 17), ones);
      Tensor c = own.floats(Shape.of(13, 17));
      for (int i = 0; i < 200; i++) {
        backend.gemm().multiply(GemmSpec.of("t", 13, 17, 9), a, b, Epilogue.NONE, c);
      }
      return c.readFloats();
    }
  }
}
