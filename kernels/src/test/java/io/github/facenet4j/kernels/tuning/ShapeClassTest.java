package io.github.facenet4j.kernels.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import org.junit.jupiter.api.Test;

/** Which calls one measurement speaks for. */
class ShapeClassTest {

  private static ShapeClass conv(int batch, int channels) {
    return ShapeClass.of(
        "f", Conv2dSpec.square("layer", Shape.nhwc(batch, 24, 24, channels), 192, 3, 1, 1));
  }

  @Test
  void batchesAreRoundedUpAndChannelsAreNot() {
    assertEquals("3x3/1 pad 1x1 64→192 24x24 N≤32", conv(32, 64).sizes());
    assertEquals(conv(32, 64), conv(17, 64));
    assertNotEquals(conv(32, 64), conv(16, 64));
    assertEquals(conv(33, 64), conv(180, 64));
    assertEquals("3x3/1 pad 1x1 64→192 24x24 N>32", conv(90, 64).sizes());
    assertNotEquals(conv(32, 64), conv(32, 65));
  }

  @Test
  void smallSizesStayAndLargeOnesAreRoundedToAQuarterOctave() {
    int[][] rounded = {
      {1, 1}, {63, 63}, {64, 64}, {65, 80}, {80, 80}, {81, 96}, {1000, 1024}, {1025, 1280}
    };
    for (int[] pair : rounded) {
      assertEquals(pair[1], ShapeClass.roundedUp(pair[0]), "size " + pair[0]);
    }
    assertEquals(1L << 31, ShapeClass.roundedUp(Integer.MAX_VALUE));
  }

  @Test
  void operandOrderAndModeOfAProductAreKept() {
    GemmSpec plain = GemmSpec.of("layer", 100, 20, 2000);

    assertEquals("A·B M≤112 N≤20 K≤2048", ShapeClass.of("gemm", plain).sizes());
    assertEquals(
        "Aᵀ·B added M≤112 N≤20 K≤2048",
        ShapeClass.of("gemm", plain.transposed(Transpose.YES, Transpose.NO).adding()).sizes());
  }
}
