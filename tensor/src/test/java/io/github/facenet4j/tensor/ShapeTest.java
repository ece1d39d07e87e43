package io.github.facenet4j.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void countsElementsAndRows() {
    Shape shape = Shape.nhwc(2, 3, 5, 7);
    assertEquals(210, shape.elements());
    assertEquals(30, shape.rows());
    assertEquals(4, shape.rank());
    assertEquals("2x3x5x7", shape.toString());
    assertEquals(7, shape.c());
    assertEquals(7, shape.dim(-1));
    assertEquals(2, shape.dim(-4));
    assertEquals(Shape.of(9, 3, 5, 7), shape.withBatch(9));
  }

  @Test
  void aScalarHasOneElementInOneRow() {
    Shape scalar = Shape.of();
    assertEquals(1, scalar.elements());
    assertEquals(1, scalar.rows());
    assertEquals(0, scalar.rank());
    assertEquals("scalar", scalar.toString());
  }

  @Test
  void keepsItsDimensionsToItself() {
    int[] given = {2, 3};
    Shape shape = new Shape(given);
    given[0] = 99;
    shape.dimensions()[1] = 99;
    assertEquals(Shape.of(2, 3), shape);
    assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(3, 2), shape);
  }

  @Test
  void refusesDimensionsBelowOneAndCountsBeyondALong() {
    assertThrows(IllegalArgumentException.class, () -> Shape.of(3, 0));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(-1));
    int most = Integer.MAX_VALUE;
    String message =
        assertThrows(IllegalArgumentException.class, () -> Shape.of(most, most, most)).getMessage();
    assertTrue(message.contains("more than 2^63"), message);
  }

  @Test
  void refusesAnAxisThatItDoesNotHave() {
    Shape shape = Shape.of(2, 3);
    assertThrows(IllegalArgumentException.class, () -> shape.dim(2));
    assertThrows(IllegalArgumentException.class, () -> shape.dim(-3));
    assertThrows(IllegalArgumentException.class, () -> Shape.of().dim(-1));
    assertThrows(IllegalStateException.class, shape::n);
  }

  @Test
  void refusesToBeAnArrayLengthOrARowCountThatDoesNotFit() {
    Shape wide = Shape.of(1 << 20, 1 << 20);
    assertEquals(1L << 40, wide.elements());
    assertThrows(IllegalArgumentException.class, wide::intElements);
    assertThrows(IllegalArgumentException.class, Shape.of(1 << 20, 1 << 20, 1)::rows);
  }
}
