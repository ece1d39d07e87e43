package io.github.facenet4j.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The narrow tiles of {@link ColumnTiles}. */
final class NarrowColumnTiles {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = TransposedPanel.WIDTH;

  private NarrowColumnTiles() {}

  /** Six rows, two vectors wide. */
  static void sixByTwo(
      float[] a, int ao, int count, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, co + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, co + ldc);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, co + ldc + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc + LANES);
    for (int p = 0; p < count; p++) {
      int row = bo + p * RightPanels.STEP_2;
      int x0 = ao + p * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[x0]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[x0 + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[x0 + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[x0 + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[x0 + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[x0 + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + LANES);
    c10.intoArray(c, co + ldc);
    c11.intoArray(c, co + ldc + LANES);
    c20.intoArray(c, co + 2 * ldc);
    c21.intoArray(c, co + 2 * ldc + LANES);
    c30.intoArray(c, co + 3 * ldc);
    c31.intoArray(c, co + 3 * ldc + LANES);
    c40.intoArray(c, co + 4 * ldc);
    c41.intoArray(c, co + 4 * ldc + LANES);
    c50.intoArray(c, co + 5 * ldc);
    c51.intoArray(c, co + 5 * ldc + LANES);
  }

  /** Eight rows, one vector wide. */
  static void eightByOne(
      float[] a, int ao, int count, float[] b, int bo, float[] c, int co, int ldc) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, co);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, co + ldc);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, co + 2 * ldc);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, co + 3 * ldc);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, co + 4 * ldc);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, co + 5 * ldc);
    FloatVector c60 = FloatVector.fromArray(SPECIES, c, co + 6 * ldc);
    FloatVector c70 = FloatVector.fromArray(SPECIES, c, co + 7 * ldc);
    for (int p = 0; p < count; p++) {
      int row = bo + p * LANES;
      int x0 = ao + p * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector x = FloatVector.broadcast(SPECIES, a[x0]);
      c00 = x.fma(b0, c00);
      x = FloatVector.broadcast(SPECIES, a[x0 + 1]);
      c10 = x.fma(b0, c10);
      x = FloatVector.broadcast(SPECIES, a[x0 + 2]);
      c20 = x.fma(b0, c20);
      x = FloatVector.broadcast(SPECIES, a[x0 + 3]);
      c30 = x.fma(b0, c30);
      x = FloatVector.broadcast(SPECIES, a[x0 + 4]);
      c40 = x.fma(b0, c40);
      x = FloatVector.broadcast(SPECIES, a[x0 + 5]);
      c50 = x.fma(b0, c50);
      x = FloatVector.broadcast(SPECIES, a[x0 + 6]);
      c60 = x.fma(b0, c60);
      x = FloatVector.broadcast(SPECIES, a[x0 + 7]);
      c70 = x.fma(b0, c70);
    }
    c00.intoArray(c, co);
    c10.intoArray(c, co + ldc);
    c20.intoArray(c, co + 2 * ldc);
    c30.intoArray(c, co + 3 * ldc);
    c40.intoArray(c, co + 4 * ldc);
    c50.intoArray(c, co + 5 * ldc);
    c60.intoArray(c, co + 6 * ldc);
    c70.intoArray(c, co + 7 * ldc);
  }
}
