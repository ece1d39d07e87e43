package io.github.facenet4j.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.testing.RandomData;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results do not depend on how many threads there are, or on who else is computing. */
class SameBitsTest {

  /** An op with inputs of its own that leaves its results in a list of tensors. */
  record Op(String name, Body body) {
    interface Body {
      List<Tensor> run(CpuBackend backend, MemoryScope scope);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Op> ops() {
    return LargeOps.all().stream();
  }

  private static List<float[]> results(Op op, CpuBackend backend) {
    try (MemoryScope scope = MemoryScope.root(backend, op.name())) {
      return op.body().run(backend, scope).stream().map(SameBitsTest::bits).toList();
    }
  }

  private static float[] bits(Tensor tensor) {
    return tensor.readFloats();
  }

  @ParameterizedTest
  @MethodSource("ops")
  void areTheSameForOneTwoAndThreeThreads(Op op) {
    for (String setting : List.of("auto", "off")) {
      List<float[]> alone;
      try (CpuBackend backend = new CpuBackend(1, KernelChoice.choose(setting))) {
        alone = results(op, backend);
      }
      for (int threads = 2; threads <= 3; threads++) {
        try (CpuBackend backend = new CpuBackend(threads, KernelChoice.choose(setting))) {
          assertSame(alone, results(op, backend), op + ", " + threads + " threads, " + setting);
        }
      }
    }
  }

  private static void assertSame(List<float[]> expected, List<float[]> got, String what) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i), what + ", result " + i);
    }
  }

  @Test
  void areTheSameWhenOthersCompute() throws Exception {
    List<Op> ops = LargeOps.all();
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try (CpuBackend backend = new CpuBackend(2, KernelChoice.choose("auto"))) {
      List<List<float[]>> alone = ops.stream().map(op -> results(op, backend)).toList();
      for (int round = 0; round < 3; round++) {
        List<Future<List<float[]>>> together =
            ops.stream().map(op -> callers.submit(() -> results(op, backend))).toList();
        for (int i = 0; i < ops.size(); i++) {
          assertSame(alone.get(i), together.get(i).get(), ops.get(i).name());
        }
      }
    } finally {
      callers.shutdown();
    }
  }

  /** Seeded values. */
  static Tensor random(MemoryScope scope, Shape shape, String name) {
    return scope.floats(shape, new RandomData(name).values(shape));
  }
}
