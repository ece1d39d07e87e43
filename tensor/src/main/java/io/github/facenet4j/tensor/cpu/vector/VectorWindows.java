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

  @Override
  public void maximum(
      float[] x,
      int[] offsets,
      int[] codes,
      int count,
      int channels,
      float[] y,
      int yOffset,
      int[] argmax,
      int argmaxOffset) {
    int whole = SPECIES.loopBound(channels);
    if (argmax == null) {
      // Vector max gives NaN for a NaN, which is all that is asked for.
      for (int c = 0; c < whole; c += LANES) {
        FloatVector best = FloatVector.fromArray(SPECIES, x, offsets[0] + c);
        for (int t = 1; t < count; t++) {
          best = FloatVector.fromArray(SPECIES, x, offsets[t] + c).max(best);
        }
        best.intoArray(y, yOffset + c);
      }
    } else {
      for (int c = 0; c < whole; c += LANES) {
        FloatVector best = FloatVector.fromArray(SPECIES, x, offsets[0] + c);
        IntVector code = IntVector.broadcast(INTS, codes[0]);
        for (int t = 1; t < count; t++) {
          FloatVector value = FloatVector.fromArray(SPECIES, x, offsets[t] + c);
          // Greater or not comparable, but a NaN that is there already stays.
          VectorMask<Float> wins =
              value.compare(VectorOperators.LE, best).or(best.test(VectorOperators.IS_NAN)).not();
          best = best.blend(value, wins);
          code = code.blend(codes[t], wins.cast(INTS));
        }
        best.intoArray(y, yOffset + c);
        code.intoArray(argmax, argmaxOffset + c);
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
        argmax[argmaxOffset + c] = code;
      }
    }
  }

  @Override
  public void mean(float[] x, int[] offsets, int count, int channels, float[] y, int yOffset) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x, offsets[0] + c);
      for (int t = 1; t < count; t++) {
        sum = FloatVector.fromArray(SPECIES, x, offsets[t] + c).add(sum);
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
        FloatVector value = FloatVector.fromArray(SPECIES, x, offsets[t] + c);
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
      FloatVector.fromArray(SPECIES, dx, dxOffset + c)
          .add(FloatVector.fromArray(SPECIES, dy, dyOffset + c).div(count))
          .intoArray(dx, dxOffset + c);
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
      FloatVector root = FloatVector.fromArray(SPECIES, y, yOffset + c);
      FloatVector share =
          FloatVector.fromArray(SPECIES, dy, yOffset + c)
              .mul(FloatVector.fromArray(SPECIES, x, xOffset + c))
              .div(root);
      VectorMask<Float> zero = root.compare(VectorOperators.EQ, 0f);
      FloatVector.fromArray(SPECIES, dx, xOffset + c)
          .add(share.blend(0f, zero))
          .intoArray(dx, xOffset + c);
    }
    for (int c = whole; c < channels; c++) {
      float root = y[yOffset + c];
      if (root != 0) {
        dx[xOffset + c] += dy[yOffset + c] * x[xOffset + c] / root;
      }
    }
  }
}
