package io.github.facenet4j.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of {@code C += Aᵀ·B} over a {@link TransposedPanel}: step p reads the tile's rows,
 * consecutive channels of one gathered pixel, from {@code ao + p·WIDTH} on and one row of the
 * packed panel. See {@link RowTiles} for the form of the code.
 */
final class ColumnTiles {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = TransposedPanel.WIDTH;

  private ColumnTiles() {}

  /** Six rows, four vectors wide. */
  static void sixByFour(
      float[] a, int ao, int count, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, c, co + 2 * LANES);
    FloatVector c03 = FloatVector.fromArray(SPECIES, c, co + 3 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, co + ldc);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, co + ldc + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, c, co + ldc + 2 * LANES);
    FloatVector c13 = FloatVector.fromArray(SPECIES, c, co + ldc + 3 * LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc + LANES);
    FloatVector c22 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc + 2 * LANES);
    FloatVector c23 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc + 3 * LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc + LANES);
    FloatVector c32 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc + 2 * LANES);
    FloatVector c33 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc + 3 * LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc + LANES);
    FloatVector c42 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc + 2 * LANES);
    FloatVector c43 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc + 3 * LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc + LANES);
    FloatVector c52 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc + 2 * LANES);
    FloatVector c53 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc + 3 * LANES);
    for (int p = 0; p < count; p++) {
      int row = bo + p * RightPanels.STEP_4;
      int x0 = ao + p * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, row + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, row + 3 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[x0]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      c03 = x.fma(b3, c03);
      x = FloatVector.broadcast(SPECIES, a[x0 + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      c13 = x.fma(b3, c13);
      x = FloatVector.broadcast(SPECIES, a[x0 + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      c23 = x.fma(b3, c23);
      x = FloatVector.broadcast(SPECIES, a[x0 + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      c33 = x.fma(b3, c33);
      x = FloatVector.broadcast(SPECIES, a[x0 + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      c42 = x.fma(b2, c42);
      c43 = x.fma(b3, c43);
      x = FloatVector.broadcast(SPECIES, a[x0 + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      c52 = x.fma(b2, c52);
      c53 = x.fma(b3, c53);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c02.intoArray(c, co + 2 * LANES);
    c03.intoArray(c, co + 3 * LANES);
    c10.intoArray(c, co + ldc);
    c11.intoArray(c, co + ldc + LANES);
    c12.intoArray(c, co + ldc + 2 * LANES);
    c13.intoArray(c, co + ldc + 3 * LANES);
    c20.intoArray(c, co + 2 * ldc);
    c21.intoArray(c, co + 2 * ldc + LANES);
    c22.intoArray(c, co + 2 * ldc + 2 * LANES);
    c23.intoArray(c, co + 2 * ldc + 3 * LANES);
    c30.intoArray(c, co + 3 * ldc);
    c31.intoArray(c, co + 3 * ldc + LANES);
    c32.intoArray(c, co + 3 * ldc + 2 * LANES);
    c33.intoArray(c, co + 3 * ldc + 3 * LANES);
    c40.intoArray(c, co + 4 * ldc);
    c41.intoArray(c, co + 4 * ldc + LANES);
    c42.intoArray(c, co + 4 * ldc + 2 * LANES);
    c43.intoArray(c, co + 4 * ldc + 3 * LANES);
    c50.intoArray(c, co + 5 * ldc);
    c51.intoArray(c, co + 5 * ldc + LANES);
    c52.intoArray(c, co + 5 * ldc + 2 * LANES);
    c53.intoArray(c, co + 5 * ldc + 3 * LANES);
  }

  /** Eight rows, three vectors wide. */
  static void eightByThree(
      float[] a, int ao, int count, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, c, co + 2 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, co + ldc);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, co + ldc + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, c, co + ldc + 2 * LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc + LANES);
    FloatVector c22 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc + 2 * LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc + LANES);
    FloatVector c32 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc + 2 * LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc + LANES);
    FloatVector c42 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc + 2 * LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc + LANES);
    FloatVector c52 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc + 2 * LANES);
    FloatVector c60 = FloatVector.fromArray(SPECIES, c, co + 6 * ldc);
    FloatVector c61 = FloatVector.fromArray(SPECIES, c, co + 6 * ldc + LANES);
    FloatVector c62 = FloatVector.fromArray(SPECIES, c, co + 6 * ldc + 2 * LANES);
    FloatVector c70 = FloatVector.fromArray(SPECIES, c, co + 7 * ldc);
    FloatVector c71 = FloatVector.fromArray(SPECIES, c, co + 7 * ldc + LANES);
    FloatVector c72 = FloatVector.fromArray(SPECIES, c, co + 7 * ldc + 2 * LANES);
    for (int p = 0; p < count; p++) {
      int row = bo + p * RightPanels.STEP_3;
      int x0 = ao + p * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, row + 2 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[x0]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      x = FloatVector.broadcast(SPECIES, a[x0 + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      x = FloatVector.broadcast(SPECIES, a[x0 + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      x = FloatVector.broadcast(SPECIES, a[x0 + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      x = FloatVector.broadcast(SPECIES, a[x0 + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      c42 = x.fma(b2, c42);
      x = FloatVector.broadcast(SPECIES, a[x0 + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      c52 = x.fma(b2, c52);
      x = FloatVector.broadcast(SPECIES, a[x0 + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      c62 = x.fma(b2, c62);
      x = FloatVector.broadcast(SPECIES, a[x0 + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      c72 = x.fma(b2, c72);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c02.intoArray(c, co + 2 * LANES);
    c10.intoArray(c, co + ldc);
    c11.intoArray(c, co + ldc + LANES);
    c12.intoArray(c, co + ldc + 2 * LANES);
    c20.intoArray(c, co + 2 * ldc);
    c21.intoArray(c, co + 2 * ldc + LANES);
    c22.intoArray(c, co + 2 * ldc + 2 * LANES);
    c30.intoArray(c, co + 3 * ldc);
    c31.intoArray(c, co + 3 * ldc + LANES);
    c32.intoArray(c, co + 3 * ldc + 2 * LANES);
    c40.intoArray(c, co + 4 * ldc);
    c41.intoArray(c, co + 4 * ldc + LANES);
    c42.intoArray(c, co + 4 * ldc + 2 * LANES);
    c50.intoArray(c, co + 5 * ldc);
    c51.intoArray(c, co + 5 * ldc + LANES);
    c52.intoArray(c, co + 5 * ldc + 2 * LANES);
    c60.intoArray(c, co + 6 * ldc);
    c61.intoArray(c, co + 6 * ldc + LANES);
    c62.intoArray(c, co + 6 * ldc + 2 * LANES);
    c70.intoArray(c, co + 7 * ldc);
    c71.intoArray(c, co + 7 * ldc + LANES);
    c72.intoArray(c, co + 7 * ldc + 2 * LANES);
  }
}
