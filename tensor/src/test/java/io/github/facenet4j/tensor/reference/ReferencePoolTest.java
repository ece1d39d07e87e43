package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;
import org.junit.jupiter.api.Test;

class ReferencePoolTest extends Worked {
  private static final Shape ROW = Shape.nhwc(1, 1, 4, 1);

  @Test
  void theFirstOfEqualMaximaTakesTheGradient() {
    PoolSpec spec = PoolSpec.of("pool", PoolKind.MAX, Shape.nhwc(1, 2, 2, 1), 2, 2, 0);
    Tensor x = tensor(spec.input(), 1, 5, 5, 2);
    Tensor y = scope.floats(spec.output());
    Tensor argmax = scope.ints(spec.output());
    backend.pool().forward(spec, x, y, argmax);
    assertHolds(y, 5);
    assertArrayEquals(new int[] {1}, argmax.readInts());
    Tensor dx = tensor(spec.input(), 9, 9, 9, 9);
    backend.pool().backward(spec, null, null, argmax, tensor(spec.output(), 3), dx);
    assertHolds(dx, 0, 3, 0, 0);
  }

  @Test
  void paddingNeverWinsAndCountsInTheArgmax() {
    PoolSpec spec = PoolSpec.of("pool", PoolKind.MAX, Shape.nhwc(1, 2, 2, 1), 3, 2, 1);
    Tensor y = scope.floats(spec.output());
    Tensor argmax = scope.ints(spec.output());
    backend.pool().forward(spec, tensor(spec.input(), -4, -3, -2, -1), y, argmax);
    assertHolds(y, -1);
    // Row 2, column 2 of the 3×3 window, which begins above and left of the image.
    assertArrayEquals(new int[] {8}, argmax.readInts());
  }

  @Test
  void theFirstNaNIsTheMaximum() {
    PoolSpec spec = PoolSpec.of("pool", PoolKind.MAX, Shape.nhwc(1, 2, 2, 1), 2, 2, 0);
    Tensor y = scope.floats(spec.output());
    Tensor argmax = scope.ints(spec.output());
    backend.pool().forward(spec, tensor(spec.input(), 7, Double.NaN, Double.NaN, 8), y, argmax);
    assertHolds(y, Double.NaN);
    assertArrayEquals(new int[] {1}, argmax.readInts());
  }

  @Test
  void theAverageIsOverThePositionsInsideTheInput() {
    PoolSpec spec = PoolSpec.of("pool", PoolKind.AVERAGE, Shape.nhwc(1, 2, 2, 1), 2, 1, 1);
    Tensor y = scope.floats(spec.output());
    backend.pool().forward(spec, tensor(spec.input(), 1, 2, 3, 4), y, null);
    assertHolds(y, 1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4);
    Tensor dx = scope.floats(spec.input());
    Tensor dy = tensor(spec.output(), 1, 2, 0, 0, 4, 0, 0, 0, 0);
    backend.pool().backward(spec, null, null, null, dy, dx);
    assertHolds(dx, 1 + 1 + 1, 1 + 1, 1, 1);
  }

  @Test
  void theL2PoolIsARootAndItsGradientPointsAlongTheInput() {
    PoolSpec spec = PoolSpec.of("pool", PoolKind.L2, Shape.nhwc(1, 2, 2, 2), 2, 2, 0);
    // Channel 0 holds 1 −1 1 −1; channel 1 zeros, where the root has no slope.
    Tensor x = tensor(spec.input(), 1, 0, -1, 0, 1, 0, -1, 0);
    Tensor y = scope.floats(spec.output());
    backend.pool().forward(spec, x, y, null);
    assertHolds(y, 2, 0);
    Tensor dx = scope.floats(spec.input());
    backend.pool().backward(spec, x, y, null, tensor(spec.output(), 6, 6), dx);
    assertHolds(dx, 3, 0, -3, 0, 3, 0, -3, 0);
  }

  @Test
  void ceilingKeepsALastWindowThatBeginsInside() {
    assertEquals(2, width(5, 3, 2, 0, Rounding.FLOOR));
    assertEquals(2, width(5, 3, 2, 0, Rounding.CEILING));
    assertEquals(2, width(6, 3, 2, 0, Rounding.FLOOR));
    assertEquals(3, width(6, 3, 2, 0, Rounding.CEILING));
    // 7 columns and padding: a fifth window would begin at column 7, behind the last.
    assertEquals(4, width(7, 2, 2, 1, Rounding.FLOOR));
    assertEquals(4, width(7, 2, 2, 1, Rounding.CEILING));
    assertEquals(3, width(7, 1, 3, 0, Rounding.CEILING));
  }

  private static int width(int size, int kernel, int stride, int pad, Rounding rounding) {
    return new PoolSpec("pool", PoolKind.MAX, 1, size, size, 1, kernel, stride, pad, rounding)
        .outWidth();
  }

  @Test
  void theGradientAsksForWhatItsKindNeeds() {
    Shape x = Shape.nhwc(1, 2, 2, 1);
    for (PoolKind kind : new PoolKind[] {PoolKind.MAX, PoolKind.L2}) {
      PoolSpec spec = PoolSpec.of("pool", kind, x, 2, 2, 0);
      Tensor dy = tensor(spec.output(), 1);
      Tensor dx = scope.floats(x);
      assertThrows(
          IllegalArgumentException.class,
          () -> backend.pool().backward(spec, null, null, null, dy, dx));
    }
    assertThrows(
        IllegalArgumentException.class, () -> PoolSpec.of("pool", PoolKind.MAX, ROW, 2, 1, 0));
  }
}
