package io.github.facenet4j.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The narrow tiles of {@link RowTiles}, for the columns that four or three vectors leave over. */
final class NarrowRowTiles {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private NarrowRowTiles() {}

  /** Six rows, two vectors wide. */
  static void sixByTwo(
      float[] a,
      int[] offsets,
      int first,
      int shift,
      int length,
      float[] b,
      int bo,
      float[] start,
      int so,
      int lds,
      float[] c,
      int co,
      int ldc) {
    int a0 = offsets[first + 0] + shift;
    int a1 = offsets[first + 1] + shift;
    int a2 = offsets[first + 2] + shift;
    int a3 = offsets[first + 3] + shift;
    int a4 = offsets[first + 4] + shift;
    int a5 = offsets[first + 5] + shift;
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, so);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, so + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, so + lds);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, so + lds + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, so + 2 * lds);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, so + 2 * lds + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, so + 3 * lds);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, so + 3 * lds + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, so + 4 * lds);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, so + 4 * lds + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, so + 5 * lds);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, so + 5 * lds + LANES);
    for (int k = 0; k < length; k++) {
      int row = bo + k * RightPanels.STEP_2;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + k]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[a1 + k]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[a2 + k]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[a3 + k]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[a4 + k]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[a5 + k]);
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
      float[] a,
      int[] offsets,
      int first,
      int shift,
      int length,
      float[] b,
      int bo,
      float[] start,
      int so,
      int lds,
      float[] c,
      int co,
      int ldc) {
    int a0 = offsets[first + 0] + shift;
    int a1 = offsets[first + 1] + shift;
    int a2 = offsets[first + 2] + shift;
    int a3 = offsets[first + 3] + shift;
    int a4 = offsets[first + 4] + shift;
    int a5 = offsets[first + 5] + shift;
    int a6 = offsets[first + 6] + shift;
    int a7 = offsets[first + 7] + shift;
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, so);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, so + lds);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, so + 2 * lds);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, so + 3 * lds);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, so + 4 * lds);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, so + 5 * lds);
    FloatVector c60 = FloatVector.fromArray(SPECIES, start, so + 6 * lds);
    FloatVector c70 = FloatVector.fromArray(SPECIES, start, so + 7 * lds);
    for (int k = 0; k < length; k++) {
      int row = bo + k * LANES;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + k]);
      c00 = x.fma(b0, c00);
      x = FloatVector.broadcast(SPECIES, a[a1 + k]);
      c10 = x.fma(b0, c10);
      x = FloatVector.broadcast(SPECIES, a[a2 + k]);
      c20 = x.fma(b0, c20);
      x = FloatVector.broadcast(SPECIES, a[a3 + k]);
      c30 = x.fma(b0, c30);
      x = FloatVector.broadcast(SPECIES, a[a4 + k]);
      c40 = x.fma(b0, c40);
      x = FloatVector.broadcast(SPECIES, a[a5 + k]);
      c50 = x.fma(b0, c50);
      x = FloatVector.broadcast(SPECIES, a[a6 + k]);
      c60 = x.fma(b0, c60);
      x = FloatVector.broadcast(SPECIES, a[a7 + k]);
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
