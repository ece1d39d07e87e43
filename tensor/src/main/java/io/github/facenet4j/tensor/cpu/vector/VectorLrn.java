package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.LrnKernels;
import io.github.facenet4j.tensor.spi.LrnSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Local response normalisation some rows at a time, in vectors of channels. A window is read from a
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

  /** What FaceNet's and OpenFace's networks use. */
  private static final int USUAL_SIZE = 5;

  /** Values of the rows that are worked on together: the working arrays take half of L1. */
  private static final int BLOCK = 1024;

  private final ThreadLocal<Rows> rowsOfThread = new ThreadLocal<>();

  /**
   * Working rows of one thread, {@link #pitch} apart: zeros, size/2 of them, then C values, then
   * zeros again. Several rows go through each step together, because a vector that is loaded across
   * two that were stored just before waits for both.
   */
  private static final class Rows {
    final int channels;
    final int margin;
    final int pitch;
    final int count;
    final float[] squares;
    final float[] roots;
    final float[] quotients;
    final float[] sums;

    Rows(LrnSpec spec) {
      channels = spec.channels();
      margin = spec.size() / 2;
      int width = Math.addExact(channels, Math.multiplyExact(2, margin));
      pitch = Math.multiplyExact(((width + LANES - 1) / LANES), LANES);
      count = Math.max(1, BLOCK / pitch);
      // The windows of the last vector begin in the last row and end behind it.
      int length = Math.addExact(Math.multiplyExact(count, pitch), spec.size());
      squares = new float[length];
      roots = new float[length];
      quotients = new float[length];
      sums = new float[length];
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
    for (int row = first; row < first + count; row += rows.count) {
      int some = Math.min(rows.count, first + count - row);
      squares(x, row * channels, some, rows);
      roots(spec, some, rows);
      for (int i = 0; i < some; i++) {
        scaled(x, y, (row + i) * channels, channels, rows.roots, i * rows.pitch);
      }
    }
  }

  @Override
  public void backward(LrnSpec spec, float[] x, float[] dy, float[] dx, int first, int count) {
    Rows rows = rows(spec);
    int channels = spec.channels();
    float factor = LrnKernels.gradientFactor(spec);
    for (int row = first; row < first + count; row += rows.count) {
      int some = Math.min(rows.count, first + count - row);
      squares(x, row * channels, some, rows);
      roots(spec, some, rows);
      for (int i = 0; i < some; i++) {
        quotients(x, dy, (row + i) * channels, rows, i * rows.pitch);
      }
      windowSums(rows.quotients, some * rows.pitch, spec.size(), rows.sums);
      for (int i = 0; i < some; i++) {
        combine(x, dy, dx, (row + i) * channels, factor, rows, i * rows.pitch);
      }
    }
  }

  /** x² of some rows. */
  private static void squares(float[] x, int at, int some, Rows rows) {
    for (int i = 0; i < some; i++) {
      squaresOfRow(x, at + i * rows.channels, rows, i * rows.pitch + rows.margin);
    }
  }

  private static void squaresOfRow(float[] x, int at, Rows rows, int to) {
    float[] squares = rows.squares;
    int whole = SPECIES.loopBound(rows.channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, at + c);
      v.mul(v).intoArray(squares, to + c);
    }
    for (int c = whole; c < rows.channels; c++) {
      squares[to + c] = x[at + c] * x[at + c];
    }
  }

  /** q of some rows; of channel c at c, without the margin. */
  private static void roots(LrnSpec spec, int some, Rows rows) {
    int length = some * rows.pitch;
    windowSums(rows.squares, length, spec.size(), rows.roots);
    fourthRoots(rows.roots, length, spec.alpha() / spec.size(), spec.k());
  }

  /** sums[i] = Σ padded[i + j], j below size; a whole number of vectors. */
  private static void windowSums(float[] padded, int length, int size, float[] sums) {
    if (size == USUAL_SIZE) {
      windowSumsOfFive(padded, length, sums);
      return;
    }
    System.arraycopy(padded, 0, sums, 0, length);
    for (int j = 1; j < size; j++) {
      addShifted(padded, j, length, sums);
    }
  }

  private static void windowSumsOfFive(float[] padded, int length, float[] sums) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, padded, i)
          .add(FloatVector.fromArray(SPECIES, padded, i + 1))
          .add(FloatVector.fromArray(SPECIES, padded, i + 2))
          .add(FloatVector.fromArray(SPECIES, padded, i + 3))
          .add(FloatVector.fromArray(SPECIES, padded, i + 4))
          .intoArray(sums, i);
    }
  }

  private static void addShifted(float[] padded, int shift, int length, float[] sums) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, sums, i)
          .add(FloatVector.fromArray(SPECIES, padded, i + shift))
          .intoArray(sums, i);
    }
  }

  /**
   * sums[i] = q of S = k + scale·sums[i]; a whole number of vectors. With e = 1 − S·q⁴ the wanted
   * value is q·(1 − e)^−1/4 = q·(1 + e/4 + 5/32·e² + …); two such steps.
   */
  private static void fourthRoots(float[] sums, int length, float scale, float k) {
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector term = FloatVector.broadcast(SPECIES, k);
    FloatVector most = FloatVector.broadcast(SPECIES, Float.MAX_VALUE);
    FloatVector minusOne = FloatVector.broadcast(SPECIES, -1f);
    FloatVector linear = FloatVector.broadcast(SPECIES, -0.25f);
    FloatVector square = FloatVector.broadcast(SPECIES, 0.15625f);
    IntVector start = IntVector.broadcast(IntVector.SPECIES_PREFERRED, START);
    for (int i = 0; i < length; i += LANES) {
      // An infinite S would come out as one.
      FloatVector s = FloatVector.fromArray(SPECIES, sums, i).fma(factor, term).min(most);
      IntVector bits = s.reinterpretAsInts().lanewise(VectorOperators.ASHR, 2);
      FloatVector q = start.sub(bits).reinterpretAsFloats();
      FloatVector q2 = q.mul(q);
      FloatVector e = s.mul(q2).fma(q2, minusOne);
      q = q.mul(e).fma(square.fma(e, linear), q);
      q2 = q.mul(q);
      e = s.mul(q2).fma(q2, minusOne);
      q.mul(e).fma(square.fma(e, linear), q).intoArray(sums, i);
    }
  }

  /** y = x·q³ of one row. */
  private static void scaled(
      float[] x, float[] y, int at, int channels, float[] roots, int rootsAt) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector q = FloatVector.fromArray(SPECIES, roots, rootsAt + c);
      FloatVector.fromArray(SPECIES, x, at + c).mul(q.mul(q).mul(q)).intoArray(y, at + c);
    }
    for (int c = whole; c < channels; c++) {
      float q = roots[rootsAt + c];
      y[at + c] = x[at + c] * (q * q * q);
    }
  }

  /** dy·q³·q⁴·x of one row. */
  private static void quotients(float[] x, float[] dy, int at, Rows rows, int row) {
    float[] roots = rows.roots;
    float[] quotients = rows.quotients;
    int to = row + rows.margin;
    int whole = SPECIES.loopBound(rows.channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector q = FloatVector.fromArray(SPECIES, roots, row + c);
      FloatVector q2 = q.mul(q);
      FloatVector.fromArray(SPECIES, dy, at + c)
          .mul(q2.mul(q))
          .mul(q2.mul(q2))
          .mul(FloatVector.fromArray(SPECIES, x, at + c))
          .intoArray(quotients, to + c);
    }
    for (int c = whole; c < rows.channels; c++) {
      float q = roots[row + c];
      float q2 = q * q;
      quotients[to + c] = dy[at + c] * (q2 * q) * (q2 * q2) * x[at + c];
    }
  }

  /** dx = dy·q³ + factor·x·Σ of one row. */
  private static void combine(
      float[] x, float[] dy, float[] dx, int at, float factor, Rows rows, int row) {
    float[] roots = rows.roots;
    float[] sums = rows.sums;
    int whole = SPECIES.loopBound(rows.channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector q = FloatVector.fromArray(SPECIES, roots, row + c);
      FloatVector direct = FloatVector.fromArray(SPECIES, dy, at + c).mul(q.mul(q).mul(q));
      FloatVector.fromArray(SPECIES, x, at + c)
          .mul(factor)
          .fma(FloatVector.fromArray(SPECIES, sums, row + c), direct)
          .intoArray(dx, at + c);
    }
    for (int c = whole; c < rows.channels; c++) {
      float q = roots[row + c];
      float direct = dy[at + c] * (q * q * q);
      dx[at + c] = Math.fma(x[at + c] * factor, sums[row + c], direct);
    }
  }
}
