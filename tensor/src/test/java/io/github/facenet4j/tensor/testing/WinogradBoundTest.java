package io.github.facenet4j.tensor.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.spi.Conv2dSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The matrices behind the bound, on numbers that can be checked by hand. */
class WinogradBoundTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void matricesComputeACorrelation(int side) {
    RandomData data = new RandomData("winograd " + side);
    double[][] d = new double[side + 2][side + 2];
    double[][] g = new double[3][3];
    fill(d, data);
    fill(g, data);
    double[][] values = WinogradMatrices.twice(WinogradMatrices.bt(side), d);
    double[][] filter = WinogradMatrices.twice(WinogradMatrices.g(side), g);
    for (int k = 0; k < values.length; k++) {
      for (int l = 0; l < values.length; l++) {
        values[k][l] *= filter[k][l];
      }
    }
    double[][] y = WinogradMatrices.twice(WinogradMatrices.at(side), values);
    for (int i = 0; i < side; i++) {
      double[] expected = new double[side];
      for (int j = 0; j < side; j++) {
        for (int tap = 0; tap < 9; tap++) {
          expected[j] += d[i + tap / 3][j + tap % 3] * g[tap / 3][tap % 3];
        }
      }
      assertArrayEquals(expected, y[i], 1e-11);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void transposedMatricesComputeTheGradientOfTheTaps(int side) {
    RandomData data = new RandomData("winograd gradient " + side);
    double[][] d = new double[side + 2][side + 2];
    double[][] dy = new double[side][side];
    fill(d, data);
    fill(dy, data);
    double[][] values = WinogradMatrices.twice(WinogradMatrices.bt(side), d);
    double[][] gradients =
        WinogradMatrices.twice(WinogradMatrices.transposed(WinogradMatrices.at(side)), dy);
    for (int k = 0; k < values.length; k++) {
      for (int l = 0; l < values.length; l++) {
        values[k][l] *= gradients[k][l];
      }
    }
    double[][] dg =
        WinogradMatrices.twice(WinogradMatrices.transposed(WinogradMatrices.g(side)), values);
    for (int u = 0; u < 3; u++) {
      double[] expected = new double[3];
      for (int v = 0; v < 3; v++) {
        for (int k = 0; k < side * side; k++) {
          expected[v] += d[u + k / side][v + k % side] * dy[k / side][k % side];
        }
      }
      assertArrayEquals(expected, dg[u], 1e-10);
    }
  }

  private static void fill(double[][] matrix, RandomData data) {
    for (double[] row : matrix) {
      for (int j = 0; j < row.length; j++) {
        row[j] = data.below(19) - 9;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void boundOfASingleProductIsThatOfItsPath(int side) {
    // One channel, one pixel, the middle tap: the input meets column 1 of |Bᵀ|, the weight column 1
    // of |G|, the output row 0 of |Aᵀ|, in both directions.
    Conv2dSpec spec = new Conv2dSpec("conv", 1, 1, 1, 1, 2, 3, 3, 1, 1, 1, 1);
    float[] w = new float[18];
    w[8] = 3;
    double path = 0;
    for (int k = 0; k < side + 2; k++) {
      path +=
          Math.abs(
              WinogradMatrices.at(side)[0][k]
                  * WinogradMatrices.g(side)[k][1]
                  * WinogradMatrices.bt(side)[k][1]);
    }
    double[] bounds = WinogradBound.forward(new int[] {side}, spec, new float[] {5}, w);
    assertEquals(27 * 0x1p-24 * path * path * 15, bounds[0], 1e-18);
    assertEquals(0, bounds[1], 0);
  }
}
