package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.LrnSpec;
import java.util.Arrays;

/**
 * Local response normalisation in plain loops that C2 vectorises: every array of a block is an
 * array of its own.
 *
 * <p>Rows of the map are put one behind the other with size/2 zeros after each, so that a window
 * never meets the next row, and a window sum is the sum of shifted copies of one array.
 */
final class PlainLrn implements LrnKernels {
  /** Values that are worked on at a time: the arrays stay in L1 and L2. */
  private static final int BLOCK = 2048;

  private final ThreadLocal<Block> blockOfThread = new ThreadLocal<>();

  /** Working arrays of one thread for blocks of one width. */
  private static final class Block {
    final int channels;
    final int margin;
    final int pitch;
    final int rows;
    final float[] x;
    final float[] y;
    final float[] dy;
    final float[] terms;
    final float[] padded;
    final float[] shifted;
    final float[] windowSums;
    final float[] scales;
    final float[] powers;

    Block(LrnSpec spec) {
      channels = spec.channels();
      margin = spec.size() / 2;
      pitch = channels + margin;
      rows = Math.max(1, BLOCK / pitch);
      x = new float[rows * pitch];
      y = new float[x.length];
      dy = new float[x.length];
      terms = new float[x.length];
      padded = new float[x.length + 2 * margin];
      shifted = new float[x.length];
      windowSums = new float[x.length];
      scales = new float[x.length];
      powers = new float[x.length];
    }

    boolean fits(LrnSpec spec) {
      return channels == spec.channels() && margin == spec.size() / 2;
    }

    /** Copies rows of a map in; the gaps stay zero. */
    void load(float[] map, int first, int count, float[] target) {
      for (int row = 0; row < count; row++) {
        System.arraycopy(map, (first + row) * channels, target, row * pitch, channels);
      }
    }

    void store(float[] source, int first, int count, float[] map) {
      for (int row = 0; row < count; row++) {
        System.arraycopy(source, row * pitch, map, (first + row) * channels, channels);
      }
    }

    /** windowSums[i] = Σ terms[i−margin … i+margin]. */
    void sumWindows() {
      System.arraycopy(terms, 0, padded, margin, terms.length);
      System.arraycopy(padded, 0, windowSums, 0, windowSums.length);
      for (int shift = 1; shift <= 2 * margin; shift++) {
        System.arraycopy(padded, shift, shifted, 0, shifted.length);
        add(shifted, windowSums);
      }
    }

    private static void add(float[] terms, float[] sums) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += terms[i];
      }
    }

    /** S and S^−beta of the rows in x. */
    void scale(LrnSpec spec) {
      multiply(x, x, terms);
      sumWindows();
      float factor = spec.alpha() / spec.size();
      for (int i = 0; i < scales.length; i++) {
        scales[i] = Math.fma(factor, windowSums[i], spec.k());
      }
      if (spec.beta() == 0.75f) {
        for (int i = 0; i < scales.length; i++) {
          float root = (float) Math.sqrt(scales[i]);
          powers[i] = 1f / (root * (float) Math.sqrt(root));
        }
      } else {
        for (int i = 0; i < scales.length; i++) {
          powers[i] = (float) Math.pow(scales[i], -spec.beta());
        }
      }
    }

    static void multiply(float[] a, float[] b, float[] product) {
      for (int i = 0; i < product.length; i++) {
        product[i] = a[i] * b[i];
      }
    }
  }

  private Block block(LrnSpec spec) {
    Block block = blockOfThread.get();
    if (block == null || !block.fits(spec)) {
      block = new Block(spec);
      blockOfThread.set(block);
    }
    return block;
  }

  @Override
  public void forward(LrnSpec spec, float[] x, float[] y, int first, int count) {
    Block block = block(spec);
    for (int row = first; row < first + count; row += block.rows) {
      int rows = Math.min(block.rows, first + count - row);
      block.load(x, row, rows, block.x);
      block.scale(spec);
      Block.multiply(block.x, block.powers, block.y);
      block.store(block.y, row, rows, y);
      Arrays.fill(block.y, 0f); // its gaps hold zeros times powers, which may be NaN
    }
  }

  @Override
  public void backward(LrnSpec spec, float[] x, float[] dy, float[] dx, int first, int count) {
    float factor = LrnKernels.gradientFactor(spec);
    Block block = block(spec);
    for (int row = first; row < first + count; row += block.rows) {
      int rows = Math.min(block.rows, first + count - row);
      block.load(x, row, rows, block.x);
      block.scale(spec);
      block.load(dy, row, rows, block.dy);
      ratios(block);
      block.sumWindows();
      combine(block, factor);
      block.store(block.terms, row, rows, dx);
    }
  }

  /** terms = dy·y / S, y = x·S^−beta. */
  private static void ratios(Block block) {
    float[] dy = block.dy;
    float[] x = block.x;
    float[] powers = block.powers;
    float[] scales = block.scales;
    float[] terms = block.terms;
    for (int i = 0; i < terms.length; i++) {
      terms[i] = dy[i] * (x[i] * powers[i]) / scales[i];
    }
  }

  /** terms = dy·S^−beta + factor·x·windowSums. */
  private static void combine(Block block, float factor) {
    float[] dy = block.dy;
    float[] powers = block.powers;
    float[] x = block.x;
    float[] windowSums = block.windowSums;
    float[] terms = block.terms;
    for (int i = 0; i < terms.length; i++) {
      terms[i] = Math.fma(factor * x[i], windowSums[i], dy[i] * powers[i]);
    }
  }
}
