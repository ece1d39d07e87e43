package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Transpose;
import java.util.Random;

/** One product with its operands on the host, to be held against a bound over Σ|a||b|. */
final class GemmProbe {
  private final GemmSpec spec;
  private final float[] a;
  private final float[] b;

  GemmProbe(GemmSpec spec, long seed) {
    this(spec, random(spec.m() * spec.k(), seed), random(spec.k() * spec.n(), seed + 1));
  }

  private GemmProbe(GemmSpec spec, float[] a, float[] b) {
    this.spec = spec;
    this.a = a;
    this.b = b;
  }

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The same product of rounded operands. */
  GemmProbe rounded(Precision precision) {
    return new GemmProbe(spec, rounded(a, precision), rounded(b, precision));
  }

  private static float[] rounded(float[] values, Precision precision) {
    float[] nearest = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      nearest[i] = precision.round(values[i]);
    }
    return nearest;
  }

  /** C [M,N] as the device computes it. */
  float[] multiply(Backend backend) {
    try (MemoryScope scope = MemoryScope.root(backend, "product")) {
      Tensor product = scope.floats(Shape.of(spec.m(), spec.n()));
      boolean plainA = spec.transposeA() == Transpose.NO;
      boolean plainB = spec.transposeB() == Transpose.NO;
      Tensor left =
          scope.floats(plainA ? Shape.of(spec.m(), spec.k()) : Shape.of(spec.k(), spec.m()));
      Tensor right =
          scope.floats(plainB ? Shape.of(spec.k(), spec.n()) : Shape.of(spec.n(), spec.k()));
      backend.writeFloats(left, a);
      backend.writeFloats(right, b);
      backend.gemm().multiply(spec, left, right, Epilogue.NONE, product);
      float[] values = new float[spec.m() * spec.n()];
      backend.readFloats(product, values);
      return values;
    }
  }

  /** Every value is within {@code bound·Σ|a||b|} of the exact one. */
  void assertWithin(float[] found, double bound, String what) {
    double worst = worst(found);
    assertTrue(worst <= bound, what + ": error over the magnitude " + worst + " > " + bound);
  }

  /** Some value is farther off: rounding took place. */
  void assertBeyond(float[] found, double least, String what) {
    double worst = worst(found);
    assertTrue(worst > least, what + ": error over the magnitude only " + worst);
  }

  private double worst(float[] found) {
    double worst = 0;
    for (int m = 0; m < spec.m(); m++) {
      for (int n = 0; n < spec.n(); n++) {
        double exact = 0;
        double magnitude = 0;
        for (int k = 0; k < spec.k(); k++) {
          double term =
              (double) a[spec.transposeA() == Transpose.NO ? m * spec.k() + k : k * spec.m() + m]
                  * b[spec.transposeB() == Transpose.NO ? k * spec.n() + n : n * spec.k() + k];
          exact += term;
          magnitude += Math.abs(term);
        }
        worst = Math.max(worst, Math.abs(found[m * spec.n() + n] - exact) / magnitude);
      }
    }
    return worst;
  }
}
