package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.ChannelAffine;
import io.github.facenet4j.tensor.cpu.ChannelKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Channel loops in vectors of channels. Sums run down one vector of channels at a time and stay in
 * registers; maps run along the rows. Channels behind the last whole vector are computed one by
 * one.
 */
final class VectorChannels implements ChannelKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  @Override
  public void addSums(float[] x, int offset, int rows, int channels, float[] sums, int sumOffset) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, sumOffset + c);
      int at = offset + c;
      for (int row = 0; row < rows; row++) {
        sum = FloatVector.fromArray(SPECIES, x, at).add(sum);
        at += channels;
      }
      sum.intoArray(sums, sumOffset + c);
    }
    for (int c = whole; c < channels; c++) {
      float sum = sums[sumOffset + c];
      for (int row = 0; row < rows; row++) {
        sum += x[offset + row * channels + c];
      }
      sums[sumOffset + c] = sum;
    }
  }

  @Override
  public void addSquares(
      float[] x, int offset, int rows, int channels, float[] mean, float[] sums) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, c);
      FloatVector centre = FloatVector.fromArray(SPECIES, mean, c);
      int at = offset + c;
      for (int row = 0; row < rows; row++) {
        FloatVector centred = FloatVector.fromArray(SPECIES, x, at).sub(centre);
        sum = centred.fma(centred, sum);
        at += channels;
      }
      sum.intoArray(sums, c);
    }
    for (int c = whole; c < channels; c++) {
      float sum = sums[c];
      for (int row = 0; row < rows; row++) {
        float centred = x[offset + row * channels + c] - mean[c];
        sum = Math.fma(centred, centred, sum);
      }
      sums[c] = sum;
    }
  }

  @Override
  public void addGradientSums(
      float[] x,
      int offset,
      float[] dy,
      int dyOffset,
      int dyStep,
      int rows,
      int channels,
      ChannelAffine affine,
      float[] sums,
      float[] products) {
    float[] mean = affine.mean();
    float[] scale = affine.scale();
    float[] shift = affine.shift();
    int whole = SPECIES.loopBound(channels);
    for (int row = 0; row < rows; row++) {
      int at = offset + row * channels;
      int dyAt = dyOffset + row * dyStep;
      for (int c = 0; c < whole; c += LANES) {
        FloatVector centred =
            FloatVector.fromArray(SPECIES, x, at + c).sub(FloatVector.fromArray(SPECIES, mean, c));
        FloatVector s = FloatVector.fromArray(SPECIES, scale, c);
        FloatVector z = centred.fma(s, FloatVector.fromArray(SPECIES, shift, c));
        VectorMask<Float> inside =
            z.compare(VectorOperators.GT, affine.low())
                .and(z.compare(VectorOperators.LT, affine.high()));
        FloatVector g =
            FloatVector.zero(SPECIES).blend(FloatVector.fromArray(SPECIES, dy, dyAt + c), inside);
        FloatVector.fromArray(SPECIES, sums, c).add(g).intoArray(sums, c);
        g.fma(centred, FloatVector.fromArray(SPECIES, products, c)).intoArray(products, c);
      }
      for (int c = whole; c < channels; c++) {
        float centred = x[at + c] - mean[c];
        float g = inside(affine, centred, c, dy[dyAt + c]);
        sums[c] += g;
        products[c] = Math.fma(g, centred, products[c]);
      }
    }
  }

  /** {@code low < z < high ? dy : 0}. */
  private static float inside(ChannelAffine affine, float centred, int c, float dy) {
    float z = Math.fma(centred, affine.scale()[c], affine.shift()[c]);
    return z > affine.low() && z < affine.high() ? dy : 0f;
  }

  @Override
  public void addSlopeSums(
      float[] x, float[] dy, int offset, int rows, int channels, float[] sums) {
    int whole = SPECIES.loopBound(channels);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, sums, c);
      int at = offset + c;
      for (int row = 0; row < rows; row++) {
        sum =
            FloatVector.fromArray(SPECIES, dy, at)
                .fma(FloatVector.fromArray(SPECIES, x, at).min(0f), sum);
        at += channels;
      }
      sum.intoArray(sums, c);
    }
    for (int c = whole; c < channels; c++) {
      float sum = sums[c];
      for (int row = 0; row < rows; row++) {
        int at = offset + row * channels + c;
        sum = Math.fma(dy[at], Math.min(x[at], 0f), sum);
      }
      sums[c] = sum;
    }
  }

  @Override
  public void normalize(
      float[] x,
      int offset,
      float[] y,
      int yOffset,
      int yStep,
      int rows,
      int channels,
      ChannelAffine affine) {
    float[] mean = affine.mean();
    float[] scale = affine.scale();
    float[] shift = affine.shift();
    float low = affine.low();
    float high = affine.high();
    int whole = SPECIES.loopBound(channels);
    for (int row = 0; row < rows; row++) {
      int at = offset + row * channels;
      int yAt = yOffset + row * yStep;
      for (int c = 0; c < whole; c += LANES) {
        FloatVector z =
            FloatVector.fromArray(SPECIES, x, at + c)
                .sub(FloatVector.fromArray(SPECIES, mean, c))
                .fma(
                    FloatVector.fromArray(SPECIES, scale, c),
                    FloatVector.fromArray(SPECIES, shift, c));
        z.max(low).min(high).intoArray(y, yAt + c);
      }
      for (int c = whole; c < channels; c++) {
        float z = Math.fma(x[at + c] - mean[c], scale[c], shift[c]);
        y[yAt + c] = Math.min(Math.max(z, low), high);
      }
    }
  }

  @Override
  public void normalizeGradient(
      float[] x,
      int offset,
      float[] dy,
      int dyOffset,
      int dyStep,
      float[] dx,
      int rows,
      int channels,
      ChannelAffine affine,
      float[] meanG,
      float[] factor) {
    float[] mean = affine.mean();
    float[] scale = affine.scale();
    float[] shift = affine.shift();
    int whole = SPECIES.loopBound(channels);
    for (int row = 0; row < rows; row++) {
      int at = offset + row * channels;
      int dyAt = dyOffset + row * dyStep;
      for (int c = 0; c < whole; c += LANES) {
        FloatVector centred =
            FloatVector.fromArray(SPECIES, x, at + c).sub(FloatVector.fromArray(SPECIES, mean, c));
        FloatVector s = FloatVector.fromArray(SPECIES, scale, c);
        FloatVector z = centred.fma(s, FloatVector.fromArray(SPECIES, shift, c));
        VectorMask<Float> inside =
            z.compare(VectorOperators.GT, affine.low())
                .and(z.compare(VectorOperators.LT, affine.high()));
        FloatVector g =
            FloatVector.zero(SPECIES).blend(FloatVector.fromArray(SPECIES, dy, dyAt + c), inside);
        FloatVector centredG = g.sub(FloatVector.fromArray(SPECIES, meanG, c));
        centred
            .neg()
            .fma(FloatVector.fromArray(SPECIES, factor, c), centredG)
            .mul(s)
            .intoArray(dx, at + c);
      }
      for (int c = whole; c < channels; c++) {
        float centred = x[at + c] - mean[c];
        float centredG = inside(affine, centred, c, dy[dyAt + c]) - meanG[c];
        dx[at + c] = scale[c] * Math.fma(-centred, factor[c], centredG);
      }
    }
  }

  @Override
  public void prelu(
      float[] x, float[] y, int offset, int rows, int channels, float[] slopes, int slopeOffset) {
    int whole = SPECIES.loopBound(channels);
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < whole; c += LANES) {
        FloatVector value = FloatVector.fromArray(SPECIES, x, at + c);
        VectorMask<Float> positive = value.compare(VectorOperators.GT, 0f);
        value
            .mul(FloatVector.fromArray(SPECIES, slopes, slopeOffset + c))
            .blend(value, positive)
            .intoArray(y, at + c);
      }
      for (int c = whole; c < channels; c++) {
        float value = x[at + c];
        y[at + c] = value > 0 ? value : slopes[slopeOffset + c] * value;
      }
    }
  }

  @Override
  public void preluGradient(
      float[] x, float[] dy, float[] dx, int offset, int rows, int channels, float[] slopes) {
    int whole = SPECIES.loopBound(channels);
    for (int at = offset; at < offset + rows * channels; at += channels) {
      for (int c = 0; c < whole; c += LANES) {
        FloatVector gradient = FloatVector.fromArray(SPECIES, dy, at + c);
        VectorMask<Float> positive =
            FloatVector.fromArray(SPECIES, x, at + c).compare(VectorOperators.GT, 0f);
        gradient
            .mul(FloatVector.fromArray(SPECIES, slopes, c))
            .blend(gradient, positive)
            .intoArray(dx, at + c);
      }
      for (int c = whole; c < channels; c++) {
        dx[at + c] = x[at + c] > 0 ? dy[at + c] : slopes[c] * dy[at + c];
      }
    }
  }

  @Override
  public void clip(float[] x, float[] y, int from, int to, float cap) {
    int i = from;
    for (; i + LANES <= to; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).max(0f).min(cap).intoArray(y, i);
    }
    for (; i < to; i++) {
      y[i] = Math.min(Math.max(x[i], 0f), cap);
    }
  }

  @Override
  public void clipGradient(float[] saved, float[] dy, float[] dx, int from, int to, float cap) {
    int i = from;
    for (; i + LANES <= to; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, saved, i);
      VectorMask<Float> inside =
          value.compare(VectorOperators.GT, 0f).and(value.compare(VectorOperators.LT, cap));
      FloatVector.zero(SPECIES)
          .blend(FloatVector.fromArray(SPECIES, dy, i), inside)
          .intoArray(dx, i);
    }
    for (; i < to; i++) {
      dx[i] = saved[i] > 0 && saved[i] < cap ? dy[i] : 0f;
    }
  }

  @Override
  public void store(
      float[] sums,
      int sumOffset,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      int n,
      float low,
      float high) {
    int whole = SPECIES.loopBound(n);
    boolean clips = low != Float.NEGATIVE_INFINITY || high != Float.POSITIVE_INFINITY;
    if (residual == null && clips) {
      for (int j = 0; j < whole; j += LANES) {
        FloatVector.fromArray(SPECIES, sums, sumOffset + j)
            .max(low)
            .min(high)
            .intoArray(y, yOffset + j);
      }
    } else if (residual == null) {
      for (int j = 0; j < whole; j += LANES) {
        FloatVector.fromArray(SPECIES, sums, sumOffset + j).intoArray(y, yOffset + j);
      }
    } else if (clips) {
      for (int j = 0; j < whole; j += LANES) {
        FloatVector value =
            FloatVector.fromArray(SPECIES, sums, sumOffset + j)
                .add(FloatVector.fromArray(SPECIES, residual, residualOffset + j));
        value.max(low).min(high).intoArray(y, yOffset + j);
      }
    } else {
      for (int j = 0; j < whole; j += LANES) {
        FloatVector.fromArray(SPECIES, sums, sumOffset + j)
            .add(FloatVector.fromArray(SPECIES, residual, residualOffset + j))
            .intoArray(y, yOffset + j);
      }
    }
    for (int j = whole; j < n; j++) {
      float value = sums[sumOffset + j] + (residual == null ? 0f : residual[residualOffset + j]);
      y[yOffset + j] = Math.min(Math.max(value, low), high);
    }
  }
}
