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
 * Unlike the bound of a plain sum this one also counts inputs of the tile outside the window of an
 * output: their contributions cancel in exact arithmetic only.
 */
public final class WinogradBound {
  private static final int ROUNDINGS_OF_TRANSFORMS = 2 * (4 + 4 + 5);

  private final int side;
  private final double[][] absoluteAt;
  private final double[][] absoluteG;
  private final double[][] absoluteBt;

  private WinogradBound(int side) {
    this.side = side;
    this.absoluteAt = absolute(at(side));
    this.absoluteG = absolute(g(side));
    this.absoluteBt = absolute(bt(side));
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
        filters[c][o] = twice(absoluteG, g);
      }
    }
    double factor = (source.c() + ROUNDINGS_OF_TRANSFORMS) * Operand.U;
    for (int n = 0; n < source.n(); n++) {
      for (int i = 0; i < grid.height(); i += side) {
        for (int j = 0; j < grid.width(); j += side) {
          double[][][] inputs = inputs(source, n, i + grid.top(), j + grid.left());
          for (int o = 0; o < grid.channels(); o++) {
            double[][] tile = twice(absoluteAt, products(inputs, filters, o));
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

  /** |Bᵀ||d||B| of each channel. */
  private double[][][] inputs(Map source, int n, int row, int column) {
    double[][][] inputs = new double[source.c()][][];
    for (int c = 0; c < source.c(); c++) {
      double[][] d = new double[side + 2][side + 2];
      for (int p = 0; p < side + 2; p++) {
        for (int q = 0; q < side + 2; q++) {
          d[p][q] = Math.abs(source.at(n, row + p, column + q, c));
        }
      }
      inputs[c] = twice(absoluteBt, d);
    }
    return inputs;
  }

  private double[][] products(double[][][] inputs, double[][][][] filters, int o) {
    double[][] products = new double[side + 2][side + 2];
    for (int c = 0; c < inputs.length; c++) {
      for (int p = 0; p < side + 2; p++) {
        for (int q = 0; q < side + 2; q++) {
          products[p][q] += inputs[c][p][q] * filters[c][o][p][q];
        }
      }
    }
    return products;
  }

  /** {@code M·X·Mᵀ}. */
  static double[][] twice(double[][] m, double[][] x) {
    double[][] left = new double[m.length][x[0].length];
    double[][] result = new double[m.length][m.length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        for (int k = 0; k < x.length; k++) {
          left[i][j] += m[i][k] * x[k][j];
        }
      }
    }
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < m.length; j++) {
        for (int k = 0; k < left[0].length; k++) {
          result[i][j] += left[i][k] * m[j][k];
        }
      }
    }
    return result;
  }

  private static double[][] absolute(double[][] matrix) {
    double[][] absolute = new double[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      absolute[i] = new double[matrix[i].length];
      for (int j = 0; j < matrix[i].length; j++) {
        absolute[i][j] = Math.abs(matrix[i][j]);
      }
    }
    return absolute;
  }

  /** Aᵀ, [m, m+2]. */
  static double[][] at(int side) {
    return switch (side) {
      case 2 -> new double[][] {{1, 1, 1, 0}, {0, 1, -1, -1}};
      case 3 -> new double[][] {{1, 1, 1, 1, 0}, {0, 1, -1, 2, 0}, {0, 1, 1, 4, 1}};
      default ->
          new double[][] {
            {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
          };
    };
  }

  /** G, [m+2, 3]. */
  static double[][] g(int side) {
    double sixth = 1.0 / 6;
    return switch (side) {
      case 2 -> new double[][] {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
      case 3 ->
          new double[][] {
            {0.5, 0, 0},
            {-0.5, -0.5, -0.5},
            {-sixth, sixth, -sixth},
            {sixth, 2 * sixth, 4 * sixth},
            {0, 0, 1}
          };
      default ->
          new double[][] {
            {0.25, 0, 0},
            {-sixth, -sixth, -sixth},
            {-sixth, sixth, -sixth},
            {sixth / 4, sixth / 2, sixth},
            {sixth / 4, -sixth / 2, sixth},
            {0, 0, 1}
          };
    };
  }

  /** Bᵀ, [m+2, m+2]. */
  static double[][] bt(int side) {
    return switch (side) {
      case 2 -> new double[][] {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
      case 3 ->
          new double[][] {
            {2, -1, -2, 1, 0},
            {0, -2, -1, 1, 0},
            {0, 2, -3, 1, 0},
            {0, -1, 0, 1, 0},
            {0, 2, -1, -2, 1}
          };
      default ->
          new double[][] {
            {4, 0, -5, 0, 1, 0},
            {0, -4, -4, 1, 1, 0},
            {0, 4, -4, -1, 1, 0},
            {0, -2, -1, 2, 1, 0},
            {0, 2, -1, -2, 1, 0},
            {0, 4, 0, -5, 0, 1}
          };
    };
  }
}
