package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import org.junit.jupiter.api.Test;

class ReferenceConvTest extends Worked {

  /** A 3×3 image counted through, a 2×2 filter: the four sums can be done in the head. */
  @Test
  void slidesTheFilterWithoutTurningItOver() {
    Conv2dSpec spec = Conv2dSpec.square("conv", Shape.nhwc(1, 3, 3, 1), 1, 2, 1, 0);
    Tensor x = tensor(spec.input(), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Tensor w = tensor(spec.filter(), 1, 0, 0, -10);
    Tensor y = scope.floats(spec.output());
    backend.conv().forward(spec, x, w, Epilogue.bias(vector(100)), y);
    // 1 − 50, 2 − 60, 4 − 80, 5 − 90, and the bias
    assertHolds(y, 51, 42, 24, 15);
  }

  @Test
  void paddingIsZeroAndStrideSkips() {
    Conv2dSpec spec = Conv2dSpec.square("conv", Shape.nhwc(1, 3, 3, 1), 1, 3, 2, 1);
    Tensor x = tensor(spec.input(), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Tensor w = tensor(spec.filter(), 1, 1, 1, 1, 1, 1, 1, 1, 1);
    Tensor y = scope.floats(spec.output());
    backend.conv().forward(spec, x, w, Epilogue.NONE, y);
    assertEquals(Shape.nhwc(1, 2, 2, 1), spec.output());
    assertHolds(y, 1 + 2 + 4 + 5, 2 + 3 + 5 + 6, 4 + 5 + 7 + 8, 5 + 6 + 8 + 9);
  }

  @Test
  void sumsOverInputChannelsForEachOutputChannel() {
    Conv2dSpec spec = Conv2dSpec.square("conv", Shape.nhwc(1, 1, 2, 2), 3, 1, 1, 0);
    Tensor x = tensor(spec.input(), 1, 2, 3, 4);
    // Filter [in, out]: channel 0 gives (1 10 100), channel 1 gives (2 20 200).
    Tensor w = tensor(spec.filter(), 1, 10, 100, 2, 20, 200);
    Tensor y = scope.floats(spec.output());
    backend.conv().forward(spec, x, w, Epilogue.NONE, y);
    assertHolds(y, 5, 50, 500, 11, 110, 1100);
  }

  @Test
  void depthwiseKeepsChannelsApart() {
    Conv2dSpec spec = Conv2dSpec.depthwise("conv", Shape.nhwc(1, 1, 2, 2), 1, 1, 0);
    Tensor x = tensor(spec.input(), 1, 2, 3, 4);
    Tensor w = tensor(spec.filter(), 10, 100);
    Tensor y = scope.floats(spec.output());
    backend.conv().forward(spec, x, w, Epilogue.NONE, y);
    assertHolds(y, 10, 200, 30, 400);
    Tensor dw = tensor(spec.filter(), 7, 7);
    backend.conv().weightGradient(spec, x, y, dw);
    assertHolds(dw, 7 + 10 + 90, 7 + 400 + 1600);
  }

  /** y = (a b c)∗(u v) = (au+bv, bu+cv), so the gradients can be read off. */
  @Test
  void gradientsFollowFromTheTwoSums() {
    Conv2dSpec spec = new Conv2dSpec("conv", 1, 1, 3, 1, 1, 1, 2, 1, 0, 0, 1);
    Tensor x = tensor(spec.input(), 2, 3, 5);
    Tensor w = tensor(spec.filter(), 7, 11);
    Tensor dy = tensor(spec.output(), 1, 10);
    Tensor dx = tensor(spec.input(), 9, 9, 9);
    backend.conv().dataGradient(spec, dy, w, dx);
    assertHolds(dx, 7, 11 + 70, 110);
    Tensor dw = tensor(spec.filter(), 1000, 2000);
    backend.conv().weightGradient(spec, x, dy, dw);
    assertHolds(dw, 1000 + 2 + 30, 2000 + 3 + 50);
  }

  @Test
  void aPixelThatNoWindowReadsHasNoGradient() {
    Conv2dSpec spec = new Conv2dSpec("conv", 1, 1, 4, 1, 1, 1, 1, 2, 0, 0, 1);
    Tensor dx = scope.floats(spec.input());
    backend.conv().dataGradient(spec, tensor(spec.output(), 1, 2), vector(3), dx);
    assertHolds(dx, 3, 0, 6, 0);
  }

  @Test
  void aPlacedResultLeavesItsNeighboursAlone() {
    Conv2dSpec spec = Conv2dSpec.square("conv", Shape.nhwc(1, 1, 2, 1), 1, 1, 1, 0);
    Shape whole = Shape.nhwc(1, 1, 3, 2);
    PlaceSpec place = new PlaceSpec("concat", spec.output(), whole, 0, 1, 1);
    Tensor y = tensor(whole, 1, 2, 3, 4, 5, 6);
    Tensor x = tensor(spec.input(), 7, 8);
    backend.conv().forward(spec, x, vector(10), Epilogue.NONE.into(place), y);
    assertHolds(y, 1, 2, 3, 70, 5, 80);
  }

  @Test
  void aPlaceThatCannotBeIsRefused() {
    Conv2dSpec spec = Conv2dSpec.square("conv", Shape.nhwc(1, 1, 2, 1), 1, 1, 1, 0);
    Tensor x = tensor(spec.input(), 7, 8);
    Tensor y = scope.floats(spec.output());
    PlaceSpec alone = PlaceSpec.alone("concat", spec.output());
    Epilogue placed = Epilogue.NONE.into(alone);
    assertThrows(IllegalArgumentException.class, () -> placed.plus(y), "a residual has no place");
    PlaceSpec other = PlaceSpec.alone("concat", Shape.nhwc(1, 1, 1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.conv().forward(spec, x, vector(10), Epilogue.NONE.into(other), y));
    GemmSpec product = GemmSpec.of("product", 2, 1, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> backend.gemm().multiply(product, x, vector(10), placed, y));
  }

  @Test
  void aSpecThatCannotBeIsRefused() {
    Shape x = Shape.nhwc(1, 4, 4, 6);
    assertThrows(IllegalArgumentException.class, () -> Conv2dSpec.square("conv", x, 8, 5, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Conv2dSpec.square("conv", x, 8, 3, 1, 3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Conv2dSpec("conv", 1, 4, 4, 6, 6, 3, 3, 1, 1, 1, 3));
  }
}
