package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.testing.RandomData;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ops on lists: a launch for eight tensors, and the bits of a call for each. */
class SeveralTensorsTest {
  private static final OptimSpec SPEC =
      new OptimSpec(0.05f, 0.01f, OptimSpec.Decay.DECOUPLED, 0.9f, 0.9f, 0.999f, 1e-8f, 3);

  private OpenClBackend backend;
  private MemoryScope scope;

  @BeforeEach
  void open() {
    backend = TestDevice.open();
    scope = MemoryScope.root(backend, "test");
  }

  @AfterEach
  void close() {
    if (backend != null) {
      scope.close();
      backend.close();
    }
  }

  /** An op on lists of each kind of tensor. */
  private interface Op {
    void on(Backend backend, List<List<Tensor>> kinds);
  }

  /** Fill has one kind, an update two and its states. */
  private record Named(String name, int kinds, Op op) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Named> ops() {
    return List.of(
        new Named("fill", 1, (b, t) -> b.elementwise().fill(t.get(0), 3)),
        new Named("sgd", 2, (b, t) -> b.optim().sgd(SPEC, t.get(0), t.get(1))),
        new Named("momentum", 3, (b, t) -> b.optim().momentum(SPEC, t.get(0), t.get(1), t.get(2))),
        new Named("adaGrad", 3, (b, t) -> b.optim().adaGrad(SPEC, t.get(0), t.get(1), t.get(2))),
        new Named(
            "adam", 4, (b, t) -> b.optim().adam(SPEC, t.get(0), t.get(1), t.get(2), t.get(3))));
  }

  static List<Named> updates() {
    return ops().stream().filter(op -> op.kinds > 1).toList();
  }

  /** Lists of so many tensors from 1 to 5,000 elements. */
  private List<List<Tensor>> lists(int kinds, int tensors) {
    RandomData data = new RandomData("lists of " + tensors);
    return IntStream.range(0, kinds)
        .mapToObj(
            kind ->
                IntStream.range(0, tensors)
                    .mapToObj(i -> Shape.of(1 + i * 1777 % 5000))
                    .map(shape -> scope.floats(shape, data.values(shape, 0.1f, 1)))
                    .toList())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ops")
  void takesALaunchForEightTensors(Named op) {
    for (int tensors : new int[] {0, 1, 7, 8, 9, 16, 20}) {
      List<List<Tensor>> lists = lists(op.kinds, tensors);
      long before = backend.counters().launches();
      op.op.on(backend, lists);
      assertEquals((tensors + 7) / 8, backend.counters().launches() - before, tensors + " tensors");
    }
  }

  @ParameterizedTest
  @MethodSource("ops")
  void givesTheBitsOfACallForEach(Named op) {
    List<List<Tensor>> together = lists(op.kinds, 21);
    List<List<Tensor>> apart = lists(op.kinds, 21);
    op.op.on(backend, together);
    for (int i = 0; i < 21; i++) {
      int place = i;
      op.op.on(backend, apart.stream().map(kind -> List.of(kind.get(place))).toList());
    }
    for (int kind = 0; kind < op.kinds; kind++) {
      for (int i = 0; i < 21; i++) {
        assertArrayEquals(
            apart.get(kind).get(i).readFloats(),
            together.get(kind).get(i).readFloats(),
            "tensor " + i + " of kind " + kind);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("updates")
  void refusesListsOfUnequalLengthBeforeTheFirstLaunch(Named op) {
    long before = backend.counters().launches();
    for (int shorter = 1; shorter < op.kinds; shorter++) {
      int kind = shorter;
      List<List<Tensor>> lists =
          IntStream.range(0, op.kinds)
              .mapToObj(each -> lists(1, each == kind ? 9 : 10).get(0))
              .toList();
      assertThrows(IllegalArgumentException.class, () -> op.op.on(backend, lists));
    }
    assertEquals(before, backend.counters().launches());
  }
}
