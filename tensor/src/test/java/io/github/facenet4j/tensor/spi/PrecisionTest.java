package io.github.facenet4j.tensor.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rounding of the operands of products. */
class PrecisionTest {
  @ParameterizedTest
  @EnumSource
  void differsByAtMostTheUnitRoundoff(Precision precision) {
    Random random = new Random(1);
    double worst = 0;
    for (int i = 0; i < 100_000; i++) {
      float x = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(20) - 10));
      x = Math.copySign(Math.max(Math.abs(x), 0x1p-14f), x); // the normal range of fp16 ends there
      float rounded = precision.round(x);
      worst = Math.max(worst, Math.abs((double) rounded - x) / Math.abs(x));
      assertEquals(rounded, precision.round(rounded));
      assertEquals(-rounded, precision.round(-x));
    }
    assertTrue(worst <= precision.unitRoundoff(), "worst " + worst);
    assertTrue(worst >= precision.unitRoundoff() * 0.9, "the bound is not loose: " + worst);
  }

  @Test
  void breaksTiesToTheEvenNeighbour() {
    assertEquals(1f, Precision.BF16.round(1 + 0x1p-8f));
    assertEquals(1 + 0x1p-6f, Precision.BF16.round(1 + 0x1.8p-7f));
    assertEquals(1f, Precision.TF32.round(1 + 0x1p-11f));
    assertEquals(1 + 0x1p-9f, Precision.FP16.round(1 + 0x1.8p-10f));
  }

  @Test
  void halfPrecisionEndsAt65504AndThinsOutBelowItsNormalRange() {
    assertEquals(65504f, Precision.FP16.round(65519.996f));
    assertEquals(Float.POSITIVE_INFINITY, Precision.FP16.round(65520f));
    assertEquals(Float.NEGATIVE_INFINITY, Precision.FP16.round(-1e9f));
    assertEquals(0x1p-24f, Precision.FP16.round(0x1.8p-25f));
    assertEquals(0f, Precision.FP16.round(0x1p-25f));
    assertEquals(1e9f, Precision.BF16.round(1e9f), 1e9f * 0x1p-8f);
  }

  @ParameterizedTest
  @EnumSource
  void keepsInfinityAndNan(Precision precision) {
    assertEquals(Float.POSITIVE_INFINITY, precision.round(Float.POSITIVE_INFINITY));
    assertTrue(Float.isNaN(precision.round(Float.NaN)));
    assertTrue(Float.isNaN(precision.round(Float.intBitsToFloat(0x7f800001))));
  }
}
