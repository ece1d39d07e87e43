package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.FilterKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Filter loops in vectors of channels; channels behind the last whole vector one by one. */
final class VectorFilters implements FilterKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Pixels that {@link #weightedSums} takes together. */
  private static final int PIXELS = 8;

  @Override
  public void weightedSums(
      float[] x,
      int[] offsets,
      int xStep,
      float[] w,
      int[] weights,
      int taps,
      float[] start,
      int channels,
      float[] y,
      int yOffset,
      int pixels) {
    int whole = SPECIES.loopBound(channels);
    if (pixels < PIXELS) {
      for (int i = 0; i < pixels; i++) {
        int to = yOffset + i * channels;
        for (int c = 0; c < whole; c += LANES) {
          onePixel(x, offsets, i * xStep + c, w, weights, taps, start, c, y, to + c);
        }
      }
    }
    for (int i = 0; i < pixels && pixels >= PIXELS; i += PIXELS) {
      // The last eight may overlap the ones before: that is cheaper than single pixels.
      int first = Math.min(i, pixels - PIXELS);
      int to = yOffset + first * channels;
      for (int c = 0; c < whole; c += LANES) {
        int shift = first * xStep + c;
        eightPixels(x, offsets, shift, xStep, w, weights, taps, start, c, y, to + c, channels);
      }
    }
    for (int c = whole; c < channels; c++) {
      for (int i = 0; i < pixels; i++) {
        float sum = start[c];
        for (int t = 0; t < taps; t++) {
          sum = Math.fma(x[offsets[t] + i * xStep + c], w[weights[t] + c], sum);
        }
        y[yOffset + i * channels + c] = sum;
      }
    }
  }

  private static void onePixel(
      float[] x,
      int[] offsets,
      int shift,
      float[] w,
      int[] weights,
      int taps,
      float[] start,
      int c,
      float[] y,
      int to) {
    FloatVector sum = FloatVector.fromArray(SPECIES, start, c);
    for (int t = 0; t < taps; t++) {
      sum =
          FloatVector.fromArray(SPECIES, x, offsets[t] + shift)
              .fma(FloatVector.fromArray(SPECIES, w, weights[t] + c), sum);
    }
    sum.intoArray(y, to);
  }

  /** One load of a weight serves eight pixels, and eight sums hide the latency of the add. */
  private static void eightPixels(
      float[] x,
      int[] offsets,
      int shift,
      int step,
      float[] w,
      int[] weights,
      int taps,
      float[] start,
      int c,
      float[] y,
      int to,
      int channels) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, start, c);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int t = 0; t < taps; t++) {
      FloatVector weight = FloatVector.fromArray(SPECIES, w, weights[t] + c);
      int at = offsets[t] + shift;
      s0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, s0);
      s1 = FloatVector.fromArray(SPECIES, x, at + step).fma(weight, s1);
      s2 = FloatVector.fromArray(SPECIES, x, at + 2 * step).fma(weight, s2);
      s3 = FloatVector.fromArray(SPECIES, x, at + 3 * step).fma(weight, s3);
      s4 = FloatVector.fromArray(SPECIES, x, at + 4 * step).fma(weight, s4);
      s5 = FloatVector.fromArray(SPECIES, x, at + 5 * step).fma(weight, s5);
      s6 = FloatVector.fromArray(SPECIES, x, at + 6 * step).fma(weight, s6);
      s7 = FloatVector.fromArray(SPECIES, x, at + 7 * step).fma(weight, s7);
    }
    s0.intoArray(y, to);
    s1.intoArray(y, to + channels);
    s2.intoArray(y, to + 2 * channels);
    s3.intoArray(y, to + 3 * channels);
    s4.intoArray(y, to + 4 * channels);
    s5.intoArray(y, to + 5 * channels);
    s6.intoArray(y, to + 6 * channels);
    s7.intoArray(y, to + 7 * channels);
  }

  @Override
  public void correlate(
      float[] x,
      int[] offsets,
      int xStep,
      float[] dy,
      int dyOffset,
      int pixels,
      int[] weights,
      int taps,
      int channels,
      float[] sums) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      int t = 0;
      for (; t + 4 <= taps; t += 4) {
        fourTaps(x, offsets, t, xStep, dy, dyOffset + c, pixels, weights, c, channels, sums);
      }
      for (; t < taps; t++) {
        FloatVector sum = FloatVector.fromArray(SPECIES, sums, weights[t] + c);
        int at = offsets[t] + c;
        int gradient = dyOffset + c;
        for (int i = 0; i < pixels; i++) {
          sum =
              FloatVector.fromArray(SPECIES, x, at)
                  .fma(FloatVector.fromArray(SPECIES, dy, gradient), sum);
          at += xStep;
          gradient += channels;
        }
        sum.intoArray(sums, weights[t] + c);
      }
    }
    for (int c = whole; c < channels; c++) {
      for (int t = 0; t < taps; t++) {
        float sum = sums[weights[t] + c];
        for (int i = 0; i < pixels; i++) {
          sum = Math.fma(x[offsets[t] + i * xStep + c], dy[dyOffset + i * channels + c], sum);
        }
        sums[weights[t] + c] = sum;
      }
    }
  }

  /** One load of dy serves four taps. */
  private static void fourTaps(
      float[] x,
      int[] offsets,
      int t,
      int step,
      float[] dy,
      int gradient,
      int pixels,
      int[] weights,
      int c,
      int channels,
      float[] sums) {
    int a0 = offsets[t] + c;
    int a1 = offsets[t + 1] + c;
    int a2 = offsets[t + 2] + c;
    int a3 = offsets[t + 3] + c;
    FloatVector s0 = FloatVector.fromArray(SPECIES, sums, weights[t] + c);
    FloatVector s1 = FloatVector.fromArray(SPECIES, sums, weights[t + 1] + c);
    FloatVector s2 = FloatVector.fromArray(SPECIES, sums, weights[t + 2] + c);
    FloatVector s3 = FloatVector.fromArray(SPECIES, sums, weights[t + 3] + c);
    for (int i = 0; i < pixels; i++) {
      FloatVector g = FloatVector.fromArray(SPECIES, dy, gradient);
      s0 = FloatVector.fromArray(SPECIES, x, a0).fma(g, s0);
      s1 = FloatVector.fromArray(SPECIES, x, a1).fma(g, s1);
      s2 = FloatVector.fromArray(SPECIES, x, a2).fma(g, s2);
      s3 = FloatVector.fromArray(SPECIES, x, a3).fma(g, s3);
      a0 += step;
      a1 += step;
      a2 += step;
      a3 += step;
      gradient += channels;
    }
    s0.intoArray(sums, weights[t] + c);
    s1.intoArray(sums, weights[t + 1] + c);
    s2.intoArray(sums, weights[t + 2] + c);
    s3.intoArray(sums, weights[t + 3] + c);
  }
}
