package io.github.facenet4j.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.reference.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorTest {
  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope scope = MemoryScope.root(backend, "test");

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  @Test
  void readsBackWhatWasWrittenAndCountsTheBytes() {
    Tensor floats = scope.floats(Shape.of(2, 2), new float[] {1, -2, 3.5f, Float.NaN});
    Tensor ints = scope.ints(Shape.of(3), new int[] {7, -8, Integer.MIN_VALUE});
    assertArrayEquals(new float[] {1, -2, 3.5f, Float.NaN}, floats.readFloats());
    assertArrayEquals(new int[] {7, -8, Integer.MIN_VALUE}, ints.readInts());
    assertEquals(28, backend.counters().bytesWritten());
    assertEquals(28, backend.counters().bytesRead());
  }

  @Test
  void keepsFullPrecisionBesideTheFloats() {
    Tensor tensor = scope.floats(Shape.of(1));
    backend.writeDoubles(tensor, new double[] {Math.PI});
    assertArrayEquals(new double[] {Math.PI}, backend.readDoubles(tensor));
    assertArrayEquals(new float[] {(float) Math.PI}, tensor.readFloats());
  }

  @Test
  void aViewSharesTheStorage() {
    Tensor map = scope.floats(Shape.nhwc(1, 2, 2, 1), new float[] {1, 2, 3, 4});
    Tensor flat = map.reshape(Shape.of(4));
    flat.write(new float[] {5, 6, 7, 8});
    assertArrayEquals(new float[] {5, 6, 7, 8}, map.readFloats());
    assertTrue(map.sharesStorage(flat));
    assertFalse(map.sharesStorage(scope.floats(Shape.of(4))));
    assertThrows(IllegalArgumentException.class, () -> map.reshape(Shape.of(5)));
    scope.release(flat);
    assertTrue(map.isReleased());
  }

  @Test
  void refusesTheWrongTypeAndTheWrongNumberOfValues() {
    Tensor floats = scope.floats(Shape.of(2));
    Tensor ints = scope.ints(Shape.of(2));
    assertThrows(IllegalArgumentException.class, () -> floats.write(new float[3]));
    assertThrows(IllegalArgumentException.class, () -> floats.write(new int[2]));
    assertThrows(IllegalArgumentException.class, () -> ints.write(new float[2]));
    assertThrows(IllegalArgumentException.class, ints::readFloats);
    assertThrows(IllegalArgumentException.class, floats::readInts);
    assertThrows(IllegalArgumentException.class, () -> backend.writeDoubles(floats, new double[3]));
  }

  @Test
  void anOpNamesTheTypeThatItNeeds() {
    Tensor ints = scope.ints(Shape.of(2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> backend.elementwise().fill(ints, 1))
            .getMessage();
    assertTrue(message.contains("holds INT32; the op needs FLOAT32"), message);
  }
}
