package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.WindowKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Window loops in vectors of channels; channels behind the last whole vector one by one. */
final class VectorWindows implements WindowKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Pixels that {@link #weightedSums} takes together. */
  private static final int PIXELS = 8;

  private static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
  }

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
    int i = 0;
    for (; i + PIXELS <= pixels; i += PIXELS) {
      for (int c = 0; c < whole; c += LANES) {
        eightPixels(
            x,
            offsets,
            i * xStep + c,
            xStep,
            w,
            weights,
            taps,
            load(start, c),
            c,
            y,
            yOffset + i * channels + c,
            channels);
      }
    }
    for (; i < pixels; i++) {
      for (int c = 0; c < whole; c += LANES) {
        FloatVector sum = load(start, c);
        int shift = i * xStep + c;
        for (int t = 0; t < taps; t++) {
          sum = load(x, offsets[t] + shift).fma(load(w, weights[t] + c), sum);
        }
        sum.intoArray(y, yOffset + i * channels + c);
      }
    }
    for (int c = whole; c < channels; c++) {
      for (i = 0; i < pixels; i++) {
        float sum = start[c];
        for (int t = 0; t < taps; t++) {
          sum = Math.fma(x[offsets[t] + i * xStep + c], w[weights[t] + c], sum);
        }
        y[yOffset + i * channels + c] = sum;
      }
    }
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
      FloatVector start,
      int c,
      float[] y,
      int to,
      int channels) {
    FloatVector s0 = start;
    FloatVector s1 = start;
    FloatVector s2 = start;
    FloatVector s3 = start;
    FloatVector s4 = start;
    FloatVector s5 = start;
    FloatVector s6 = start;
    FloatVector s7 = start;
    for (int t = 0; t < taps; t++) {
      FloatVector weight = load(w, weights[t] + c);
      int at = offsets[t] + shift;
      s0 = load(x, at).fma(weight, s0);
      s1 = load(x, at + step).fma(weight, s1);
      s2 = load(x, at + 2 * step).fma(weight, s2);
      s3 = load(x, at + 3 * step).fma(weight, s3);
      s4 = load(x, at + 4 * step).fma(weight, s4);
      s5 = load(x, at + 5 * step).fma(weight, s5);
      s6 = load(x, at + 6 * step).fma(weight, s6);
      s7 = load(x, at + 7 * step).fma(weight, s7);
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
        FloatVector sum = load(sums, weights[t] + c);
        int at = offsets[t] + c;
        int gradient = dyOffset + c;
        for (int i = 0; i < pixels; i++) {
          sum = load(x, at).fma(load(dy, gradient), sum);
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
    FloatVector s0 = load(sums, weights[t] + c);
    FloatVector s1 = load(sums, weights[t + 1] + c);
    FloatVector s2 = load(sums, weights[t + 2] + c);
    FloatVector s3 = load(sums, weights[t + 3] + c);
    for (int i = 0; i < pixels; i++) {
      FloatVector g = load(dy, gradient);
      s0 = load(x, a0).fma(g, s0);
      s1 = load(x, a1).fma(g, s1);
      s2 = load(x, a2).fma(g, s2);
      s3 = load(x, a3).fma(g, s3);
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

  @Override
  public void maximum(
      float[] x,
      int[] offsets,
      int[] codes,
      int count,
      int channels,
      float[] y,
      int[] argmax,
      int yOffset) {
    int whole = SPECIES.loopBound(channels);
    if (argmax == null) {
      // Vector max gives NaN for a NaN, which is all that is asked for.
      for (int c = 0; c < whole; c += LANES) {
        FloatVector best = load(x, offsets[0] + c);
        for (int t = 1; t < count; t++) {
          best = best.max(load(x, offsets[t] + c));
        }
        best.intoArray(y, yOffset + c);
      }
    } else {
      for (int c = 0; c < whole; c += LANES) {
        FloatVector best = load(x, offsets[0] + c);
        IntVector code = IntVector.broadcast(INTS, codes[0]);
        for (int t = 1; t < count; t++) {
          FloatVector value = load(x, offsets[t] + c);
          // Greater or not comparable, but a NaN that is there already stays.
          VectorMask<Float> wins =
              value.compare(VectorOperators.LE, best).or(best.test(VectorOperators.IS_NAN)).not();
          best = best.blend(value, wins);
          code = code.blend(codes[t], wins.cast(INTS));
        }
        best.intoArray(y, yOffset + c);
        code.intoArray(argmax, yOffset + c);
      }
    }
    for (int c = whole; c < channels; c++) {
      float best = x[offsets[0] + c];
      int code = codes[0];
      for (int t = 1; t < count; t++) {
        float value = x[offsets[t] + c];
        if (value > best || (Float.isNaN(value) && !Float.isNaN(best))) {
          best = value;
          code = codes[t];
        }
      }
      y[yOffset + c] = best;
      if (argmax != null) {
        argmax[yOffset + c] = code;
      }
    }
  }

  @Override
  public void mean(float[] x, int[] offsets, int count, int channels, float[] y, int yOffset) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector sum = load(x, offsets[0] + c);
      for (int t = 1; t < count; t++) {
        sum = sum.add(load(x, offsets[t] + c));
      }
      sum.div(count).intoArray(y, yOffset + c);
    }
    for (int c = whole; c < channels; c++) {
      float sum = 0;
      for (int t = 0; t < count; t++) {
        sum += x[offsets[t] + c];
      }
      y[yOffset + c] = sum / count;
    }
  }

  @Override
  public void rootOfSquares(
      float[] x, int[] offsets, int count, int channels, float[] y, int yOffset) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int t = 0; t < count; t++) {
        FloatVector value = load(x, offsets[t] + c);
        sum = value.fma(value, sum);
      }
      sum.sqrt().intoArray(y, yOffset + c);
    }
    for (int c = whole; c < channels; c++) {
      float sum = 0;
      for (int t = 0; t < count; t++) {
        float value = x[offsets[t] + c];
        sum = Math.fma(value, value, sum);
      }
      y[yOffset + c] = (float) Math.sqrt(sum);
    }
  }

  @Override
  public void addShare(
      float[] dy, int dyOffset, int count, int channels, float[] dx, int dxOffset) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      load(dx, dxOffset + c).add(load(dy, dyOffset + c).div(count)).intoArray(dx, dxOffset + c);
    }
    for (int c = whole; c < channels; c++) {
      dx[dxOffset + c] += dy[dyOffset + c] / count;
    }
  }

  @Override
  public void addRootShare(
      float[] x, float[] dx, int xOffset, float[] y, float[] dy, int yOffset, int channels) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector root = load(y, yOffset + c);
      FloatVector share = load(dy, yOffset + c).mul(load(x, xOffset + c)).div(root);
      VectorMask<Float> zero = root.compare(VectorOperators.EQ, 0f);
      load(dx, xOffset + c).add(share.blend(0f, zero)).intoArray(dx, xOffset + c);
    }
    for (int c = whole; c < channels; c++) {
      float root = y[yOffset + c];
      if (root != 0) {
        dx[xOffset + c] += dy[yOffset + c] * x[xOffset + c] / root;
      }
    }
  }
}
