package io.github.facenet4j.nn.init;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final Shape FILTER = Shape.of(64, 32, 3, 3);

  private static float[] values(Initializer initializer, long seed, String name) {
    return initializer.values(FILTER, Seeds.random(seed, name));
  }

  private static double variance(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    return squares / values.length - mean * mean;
  }

  @Test
  void valuesFollowFromSeedAndNameAlone() {
    Initializer kaiming = Initializer.kaimingNormal(Initializer.Fan.OUT);
    float[] expected = values(kaiming, 7, "conv1.weight");
    values(kaiming, 7, "conv0.weight");
    assertArrayEquals(expected, values(kaiming, 7, "conv1.weight"));
    assertFalse(Arrays.equals(expected, values(kaiming, 7, "conv2.weight")));
    assertFalse(Arrays.equals(expected, values(kaiming, 8, "conv1.weight")));
  }

  /** The variance of n normal values has standard error √(2/n)·σ²; 5 of them are allowed. */
  @Test
  void kaimingHasTheVarianceOfItsFan() {
    double allowed = 5 * Math.sqrt(2.0 / FILTER.elements());
    double in = variance(values(Initializer.kaimingNormal(Initializer.Fan.IN), 1, "w"));
    assertEquals(1, in / (2.0 / (32 * 9)), allowed);
    double out = variance(values(Initializer.kaimingNormal(Initializer.Fan.OUT), 1, "w"));
    assertEquals(1, out / (2.0 / (64 * 9)), allowed);
  }

  /** The variance of n uniform values has standard error √(0.8/n)·σ²; 5 of them are allowed. */
  @Test
  void xavierIsUniformInItsBound() {
    float[] values = values(Initializer.xavierUniform(), 1, "w");
    double bound = Math.sqrt(6.0 / ((32 + 64) * 9));
    for (float value : values) {
      assertTrue(Math.abs(value) <= bound);
    }
    double allowed = 5 * Math.sqrt(0.8 / values.length);
    assertEquals(1, variance(values) / (bound * bound / 3), allowed);
  }

  @Test
  void neighbouringSeedsGiveUncorrelatedValues() {
    Initializer kaiming = Initializer.kaimingNormal(Initializer.Fan.OUT);
    float[] a = values(kaiming, 1, "w");
    float[] b = values(kaiming, 2, "w");
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
    }
    double correlation = product / a.length / Math.sqrt(variance(a) * variance(b));
    assertEquals(0, correlation, 5 / Math.sqrt(a.length));
  }

  @Test
  void constantsAreConstant() {
    for (float value : values(Initializer.constant(0.25f), 1, "w")) {
      assertEquals(0.25f, value);
    }
    assertEquals(1f, values(Initializer.ones(), 1, "w")[5]);
    assertEquals(0f, values(Initializer.zeros(), 1, "w")[5]);
  }
}
