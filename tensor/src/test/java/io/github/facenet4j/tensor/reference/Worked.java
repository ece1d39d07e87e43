package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;

/** A reference backend and short names for its tensors: the frame of the worked examples. */
abstract class Worked {
  /** The exact results have few digits; this is what doubles may lose on the way. */
  static final double EXACT = 1e-12;

  final ReferenceBackend backend = new ReferenceBackend();
  final MemoryScope scope = MemoryScope.root(backend, "worked example");

  @AfterEach
  final void close() {
    scope.close();
    backend.close();
  }

  /** A vector. */
  final Tensor vector(double... values) {
    return tensor(Shape.of(values.length), values);
  }

  final Tensor tensor(Shape shape, double... values) {
    Tensor tensor = scope.floats(shape);
    backend.writeDoubles(tensor, values);
    return tensor;
  }

  final Tensor indices(int... values) {
    return scope.ints(Shape.of(values.length), values);
  }

  final void assertHolds(Tensor tensor, double... expected) {
    assertArrayEquals(expected, backend.readDoubles(tensor), EXACT);
  }
}
