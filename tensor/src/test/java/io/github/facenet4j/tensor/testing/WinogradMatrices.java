package io.github.facenet4j.tensor.testing;

/**
 * The matrices of Winograd's F(m×m, 3×3), {@code Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A}, with the points
 * 0, 1, −1, 2 (m ≥ 3), −2 (m = 4) and ∞; written down apart from the kernels that they test.
 */
final class WinogradMatrices {
  private WinogradMatrices() {}

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

  /** Entries without their signs. */
  static double[][] absolute(double[][] matrix) {
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

  /** Rows and columns exchanged. */
  static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }
}
