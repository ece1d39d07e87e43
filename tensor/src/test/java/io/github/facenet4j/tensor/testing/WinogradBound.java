package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * How far the sums of a 3×3 convolution by Winograd's F(m×m, 3×3) may be from the exact ones.
 *
 * <p>The algorithm computes {@code Y = Aᵀ [Σ(c) (G g Gᵀ) ⊙ (Bᵀ d B)] A} for each tile. Every
 * product of an input, a weight and three entries of the matrices passes through a chain of
 * roundings: at most one a nonzero term of each row that is applied, which is 4 for Bᵀ, 4 for G (3
 * terms and an entry that is no float) and 5 for Aᵀ, each twice, and one a channel for the sum. So
 * with u = 2⁻²⁴, to first order,
 *
 * <pre>|error| ≤ (C + 26)·u · |Aᵀ| [Σ(c) (|G||g||Gᵀ|) ⊙ (|Bᵀ||d||B|)] |A|</pre>
 *
 * The weight gradient {@code dg = Gᵀ [Σ(tiles) (A dy Aᵀ) ⊙ (Bᵀ d B)] G} has rows of at most 4 terms
 * in A and 5 in Gᵀ with its inexact entries, and a sum over tiles that kernels may cut into blocks:
 * {@code (tiles + 29)·u} times the same over absolute values.
 *
 * <p>Unlike the bound of a plain sum this one also counts inputs of the tile outside the window of
 * an output: their contributions cancel in exact arithmetic only.
 */
public final class WinogradBound {
  private static final int ROUNDINGS_OF_TRANSFORMS = 2 * (4 + 4 + 5);
  private static final int ROUNDINGS_OF_GRADIENT = 2 * (4 + 4 + 6) + 1;

  private final int side;
  private final double[][] absoluteAt;
  private final double[][] absoluteG;
  private final double[][] absoluteBt;

  private WinogradBound(int side) {
    this.side = side;
    this.absoluteAt = WinogradMatrices.absolute(WinogradMatrices.at(side));
    this.absoluteG = WinogradMatrices.absolute(WinogradMatrices.g(side));
    this.absoluteBt = WinogradMatrices.absolute(WinogradMatrices.bt(side));
  }

  /** Whether the algorithm can compute a convolution. */
  static boolean applies(Conv2dSpec spec) {
    return spec.kernelHeight() == 3
        && spec.kernelWidth() == 3
        && spec.stride() == 1
        && !spec.isDepthwise();
  }

  /**
   * Bounds for y of the forward pass: the largest of those of several algorithms.
   *
   * @param sides m of each, side of an output tile: 2, 3 or 4
   */
  static double[] forward(int[] sides, Conv2dSpec spec, float[] x, float[] w) {
    Map source = new Map(x, spec.batch(), spec.height(), spec.width(), spec.inChannels());
    Taps taps = (u, v, c, o) -> w[((u * 3 + v) * spec.inChannels() + c) * spec.outChannels() + o];
    double[] largest = new double[spec.output().intElements()];
    for (int side : sides) {
      new WinogradBound(side)
          .raise(
              largest,
              source,
              taps,
              new Grid(
                  spec.outHeight(),
                  spec.outWidth(),
                  spec.outChannels(),
                  -spec.padHeight(),
                  -spec.padWidth()));
    }
    return largest;
  }

  /**
   * Bounds for dx: the same convolution of dy, with the filter turned and its channels exchanged.
   */
  static double[] dataGradient(int[] sides, Conv2dSpec spec, float[] dy, float[] w) {
    Map source = new Map(dy, spec.batch(), spec.outHeight(), spec.outWidth(), spec.outChannels());
    Taps taps =
        (u, v, o, c) -> w[(((2 - u) * 3 + 2 - v) * spec.inChannels() + c) * spec.outChannels() + o];
    double[] largest = new double[spec.input().intElements()];
    for (int side : sides) {
      new WinogradBound(side)
          .raise(
              largest,
              source,
              taps,
              new Grid(
                  spec.height(),
                  spec.width(),
                  spec.inChannels(),
                  spec.padHeight() - 2,
                  spec.padWidth() - 2));
    }
    return largest;
  }

  /** Bounds for dw. */
  static double[] weightGradient(int[] sides, Conv2dSpec spec, float[] x, float[] dy) {
    Map inputs = new Map(x, spec.batch(), spec.height(), spec.width(), spec.inChannels());
    Map gradients =
        new Map(dy, spec.batch(), spec.outHeight(), spec.outWidth(), spec.outChannels());
    double[] largest = new double[spec.filter().intElements()];
    for (int side : sides) {
      new WinogradBound(side)
          .raise(largest, inputs, gradients, -spec.padHeight(), -spec.padWidth());
    }
    return largest;
  }

  private void raise(double[] bounds, Map x, Map dy, int top, int left) {
    double[][][][] sums = new double[x.c()][dy.c()][side + 2][side + 2];
    double[][] absoluteA = WinogradMatrices.transposed(absoluteAt);
    int tiles = 0;
    for (int n = 0; n < x.n(); n++) {
      for (int i = 0; i < dy.h(); i += side) {
        for (int j = 0; j < dy.w(); j += side) {
          double[][][] inputs = values(absoluteBt, side + 2, x, n, i + top, j + left);
          double[][][] gradients = values(absoluteA, side, dy, n, i, j);
          for (int c = 0; c < x.c(); c++) {
            for (int o = 0; o < dy.c(); o++) {
              addProducts(sums[c][o], inputs[c], gradients[o]);
            }
          }
          tiles++;
        }
      }
    }
    double factor = (tiles + ROUNDINGS_OF_GRADIENT) * Operand.U;
    double[][] absoluteGt = WinogradMatrices.transposed(absoluteG);
    for (int c = 0; c < x.c(); c++) {
      for (int o = 0; o < dy.c(); o++) {
        double[][] taps = WinogradMatrices.twice(absoluteGt, sums[c][o]);
        for (int k = 0; k < 9; k++) {
          int at = (k * x.c() + c) * dy.c() + o;
          bounds[at] = Math.max(bounds[at], factor * taps[k / 3][k % 3]);
        }
      }
    }
  }

  private static void addProducts(double[][] sums, double[][] left, double[][] right) {
    for (int p = 0; p < sums.length; p++) {
      for (int q = 0; q < sums.length; q++) {
        sums[p][q] += left[p][q] * right[p][q];
      }
    }
  }

  /** An NHWC map with zeros around it. */
  private record Map(float[] values, int n, int h, int w, int c) {
    double at(int image, int row, int column, int channel) {
      boolean inside = row >= 0 && row < h && column >= 0 && column < w;
      return inside ? values[((image * h + row) * w + column) * c + channel] : 0;
    }
  }

  /** A 3×3 filter. */
  private interface Taps {
    double at(int u, int v, int from, int to);
  }

  /** Result pixels; the window of the first begins at (top, left) of the source. */
  private record Grid(int height, int width, int channels, int top, int left) {}

  private void raise(double[] bounds, Map source, Taps taps, Grid grid) {
    double[][][][] filters = new double[source.c()][grid.channels()][][];
    for (int c = 0; c < source.c(); c++) {
      for (int o = 0; o < grid.channels(); o++) {
        double[][] g = new double[3][3];
        for (int k = 0; k < 9; k++) {
          g[k / 3][k % 3] = Math.abs(taps.at(k / 3, k % 3, c, o));
        }
        filters[c][o] = WinogradMatrices.twice(absoluteG, g);
      }
    }
    double factor = (source.c() + ROUNDINGS_OF_TRANSFORMS) * Operand.U;
    for (int n = 0; n < source.n(); n++) {
      for (int i = 0; i < grid.height(); i += side) {
        for (int j = 0; j < grid.width(); j += side) {
          double[][][] inputs =
              values(absoluteBt, side + 2, source, n, i + grid.top(), j + grid.left());
          for (int o = 0; o < grid.channels(); o++) {
            double[][] tile = WinogradMatrices.twice(absoluteAt, products(inputs, filters, o));
            for (int p = 0; p < Math.min(side, grid.height() - i); p++) {
              for (int q = 0; q < Math.min(side, grid.width() - j); q++) {
                int pixel = (n * grid.height() + i + p) * grid.width() + j + q;
                int at = pixel * grid.channels() + o;
                bounds[at] = Math.max(bounds[at], factor * tile[p][q]);
              }
            }
          }
        }
      }
    }
  }

  /** M·|s|·Mᵀ of each channel, s being the values of a map from (row, column) on. */
  private static double[][][] values(
      double[][] matrix, int size, Map source, int n, int row, int column) {
    double[][][] values = new double[source.c()][][];
    for (int c = 0; c < source.c(); c++) {
      double[][] s = new double[size][size];
      for (int k = 0; k < size * size; k++) {
        s[k / size][k % size] = Math.abs(source.at(n, row + k / size, column + k % size, c));
      }
      values[c] = WinogradMatrices.twice(matrix, s);
    }
    return values;
  }

  private double[][] products(double[][][] inputs, double[][][][] filters, int o) {
    double[][] products = new double[side + 2][side + 2];
    for (int c = 0; c < inputs.length; c++) {
      addProducts(products, inputs[c], filters[c][o]);
    }
    return products;
  }
}
