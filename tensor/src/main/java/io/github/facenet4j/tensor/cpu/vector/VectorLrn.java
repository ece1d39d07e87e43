package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.LrnKernels;
import io.github.facenet4j.tensor.spi.LrnSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Local response normalisation a row at a time, in vectors of channels. A window is read from a
 * copy of the row with zeros around it, which stays in the first-level cache.
 *
 * <p>Roots and quotients would take most of the time, so {@code q = S^−1/4} comes from Newton's
 * steps; {@code S^−3/4 = q³} lies within 7·2⁻²⁴ of itself, {@code S^−7/4 = q⁷} within 17·2⁻²⁴.
 */
final class VectorLrn implements LrnKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** A float's bits are nearly its logarithm: divided by −4 they start within 3.2% of q. */
  private static final int START = 0x4f586000;

  private final ThreadLocal<Rows> rowsOfThread = new ThreadLocal<>();

  /** Working rows of one thread: zeros, size/2 of them, then C values, then zeros again. */
  private static final class Rows {
    final int channels;
    final int margin;
    final float[] squares;
    final float[] quotients;
    final float[] direct;

    Rows(LrnSpec spec) {
      channels = spec.channels();
      margin = spec.size() / 2;
      int length = Math.addExact(channels + LANES, Math.multiplyExact(2, margin));
      squares = new float[length];
      quotients = new float[length];
      direct = new float[length];
    }

    boolean fits(LrnSpec spec) {
      return channels == spec.channels() && margin == spec.size() / 2;
    }
  }

  private Rows rows(LrnSpec spec) {
    Rows rows = rowsOfThread.get();
    if (rows == null || !rows.fits(spec)) {
      rows = new Rows(spec);
      rowsOfThread.set(rows);
    }
    return rows;
  }

  @Override
  public void forward(LrnSpec spec, float[] x, float[] y, int first, int count) {
    Rows rows = rows(spec);
    int channels = spec.channels();
    float scale = spec.alpha() / spec.size();
    for (int at = first * channels; at < (first + count) * channels; at += channels) {
      squares(x, at, channels, rows);
      for (int c = 0; c < channels; c += LANES) {
        FloatVector q = fourthRoot(windowSum(rows.squares, c, spec.size()), scale, spec.k());
        store(load(x, at, c, channels).mul(q.mul(q).mul(q)), y, at, c, channels);
      }
    }
  }

  @Override
  public void backward(LrnSpec spec, float[] x, float[] dy, float[] dx, int first, int count) {
    Rows rows = rows(spec);
    int channels = spec.channels();
    float factor = LrnKernels.gradientFactor(spec);
    for (int at = first * channels; at < (first + count) * channels; at += channels) {
      squares(x, at, channels, rows);
      quotients(spec, x, dy, at, rows);
      combine(spec, x, factor, rows, dx, at);
    }
  }

  private static void quotients(LrnSpec spec, float[] x, float[] dy, int at, Rows rows) {
    int channels = spec.channels();
    float scale = spec.alpha() / spec.size();
    for (int c = 0; c < channels; c += LANES) {
      FloatVector q = fourthRoot(windowSum(rows.squares, c, spec.size()), scale, spec.k());
      FloatVector q2 = q.mul(q);
      FloatVector direct = load(dy, at, c, channels).mul(q2.mul(q));
      direct.intoArray(rows.direct, c);
      FloatVector quotient = direct.mul(q2.mul(q2)).mul(load(x, at, c, channels));
      quotient.intoArray(rows.quotients, rows.margin + c);
    }
  }

  private static void combine(
      LrnSpec spec, float[] x, float factor, Rows rows, float[] dx, int at) {
    int channels = spec.channels();
    for (int c = 0; c < channels; c += LANES) {
      FloatVector sum = windowSum(rows.quotients, c, spec.size());
      FloatVector v = load(x, at, c, channels).mul(factor);
      store(v.fma(sum, FloatVector.fromArray(SPECIES, rows.direct, c)), dx, at, c, channels);
    }
  }

  private static void squares(float[] x, int at, int channels, Rows rows) {
    for (int c = 0; c < channels; c += LANES) {
      FloatVector v = load(x, at, c, channels);
      v.mul(v).intoArray(rows.squares, rows.margin + c);
    }
  }

  /** Σ over the window of each of LANES channels. */
  private static FloatVector windowSum(float[] padded, int c, int size) {
    FloatVector sum = FloatVector.fromArray(SPECIES, padded, c);
    for (int j = 1; j < size; j++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, padded, c + j));
    }
    return sum;
  }

  /** q of S = k + scale·sum. */
  private static FloatVector fourthRoot(FloatVector sum, float scale, float k) {
    FloatVector s =
        sum.mul(scale).add(k).min(Float.MAX_VALUE); // an infinite S would come out as one
    IntVector bits = s.reinterpretAsInts().lanewise(VectorOperators.ASHR, 2);
    FloatVector start = bits.neg().add(START).reinterpretAsFloats();
    return closer(s, closer(s, start));
  }

  /** With e = 1 − S·q⁴ the wanted value is q·(1 − e)^−1/4 = q·(1 + e/4 + 5/32·e² + …). */
  private static FloatVector closer(FloatVector s, FloatVector q) {
    FloatVector q2 = q.mul(q);
    FloatVector e = s.mul(q2).neg().fma(q2, FloatVector.broadcast(SPECIES, 1f));
    FloatVector series = e.mul(0.15625f).add(0.25f);
    return q.mul(e).fma(series, q);
  }

  private static FloatVector load(float[] map, int at, int c, int channels) {
    if (c + LANES <= channels) {
      return FloatVector.fromArray(SPECIES, map, at + c);
    }
    return FloatVector.fromArray(SPECIES, map, at + c, tail(c, channels));
  }

  private static void store(FloatVector values, float[] map, int at, int c, int channels) {
    if (c + LANES <= channels) {
      values.intoArray(map, at + c);
    } else {
      values.intoArray(map, at + c, tail(c, channels));
    }
  }

  private static VectorMask<Float> tail(int c, int channels) {
    return SPECIES.indexInRange(c, channels);
  }
}
