package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.StridedMatrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The right operand of a product, packed in panels of one to four vectors, each panel [k][width]: a
 * tile reads it in one stream, at a distance that is a constant of the tile's code.
 */
final class RightPanels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /**
   * Widest panel. Processors with vectors of eight floats (AVX2) have 16 registers: six rows of two
   * sums, the two vectors of the panel and the broadcast take 15 of them.
   */
  private static final int WIDEST = LANES == 8 ? 2 : 4;

  /** Distance of rows in a panel of four vectors. */
  static final int STEP_4 = 4 * LANES;

  /**
   * Distance of rows in a panel of three vectors. Of four, a power of two: C2 of JDK 17 takes k·48
   * apart into two shifts, sees no multiple of k in their sum, and checks bounds in every step.
   */
  static final int STEP_3 = 4 * LANES;

  /** Distance of rows in a panel of two vectors. */
  static final int STEP_2 = 2 * LANES;

  /** Columns of the transposing copy: one cache line of each source row. */
  private static final int TRANSPOSE_BLOCK = 16;

  private RightPanels() {}

  /** Vectors in the first panel of some columns: four, but never so that a single one is left. */
  static int vectors(int columns) {
    int left = (columns + LANES - 1) / LANES;
    if (WIDEST == 2) {
      return Math.min(left, WIDEST);
    }
    boolean fours = left % 4 == 0 || left % 4 == 3;
    return fours || left < 4 ? Math.min(left, 4) : 3;
  }

  /** Distance of rows in a panel of so many vectors. */
  static int step(int vectors) {
    return vectors == 3 ? STEP_3 : vectors * LANES;
  }

  /** Values of one row of all panels of some columns. */
  static int steps(int columns) {
    int steps = 0;
    int vectors;
    for (int column = 0; column < columns; column += vectors * LANES) {
      vectors = vectors(columns - column);
      steps += step(vectors);
    }
    return steps;
  }

  /** See {@link io.github.facenet4j.tensor.cpu.ProductKernels#pack}. */
  static void pack(
      StridedMatrix source, int from, int to, int k, int n, float[] packed, int packedOffset) {
    int panel = packedOffset;
    int vectors;
    for (int column = 0; column < n; column += vectors * LANES) {
      vectors = vectors(n - column);
      int step = step(vectors);
      int used = Math.min(vectors * LANES, n - column);
      int target = panel + from * step;
      if (source.columnStride() == 1) {
        copyPanel(source, column, used, to - from, step, packed, target);
      } else {
        transposePanel(source, column, used, to - from, step, packed, target);
      }
      panel += step * k;
    }
  }

  private static void copyPanel(
      StridedMatrix source, int column, int used, int rows, int width, float[] packed, int target) {
    int from = source.offset() + column;
    int whole = used / LANES;
    copyVectors(source.values(), from, source.rowStride(), rows, whole, width, packed, target);
    if (used == width) {
      return;
    }
    for (int row = 0; row < rows; row++) {
      int start = target + row * width;
      for (int j = whole * LANES; j < used; j++) {
        packed[start + j] = source.values()[from + row * source.rowStride() + j];
      }
      Arrays.fill(packed, start + used, start + width, 0f);
    }
  }

  private static void copyVectors(
      float[] a, int from, int step, int rows, int vectors, int width, float[] to, int at) {
    for (int row = 0; row < rows; row++) {
      if (vectors > 0) {
        FloatVector.fromArray(SPECIES, a, from).intoArray(to, at);
      }
      if (vectors > 1) {
        FloatVector.fromArray(SPECIES, a, from + LANES).intoArray(to, at + LANES);
      }
      if (vectors > 2) {
        FloatVector.fromArray(SPECIES, a, from + 2 * LANES).intoArray(to, at + 2 * LANES);
      }
      if (vectors > 3) {
        FloatVector.fromArray(SPECIES, a, from + 3 * LANES).intoArray(to, at + 3 * LANES);
      }
      from += step;
      at += width;
    }
  }

  private static void transposePanel(
      StridedMatrix source, int column, int used, int rows, int width, float[] packed, int target) {
    float[] values = source.values();
    int step = source.rowStride();
    for (int block = 0; block < rows; block += TRANSPOSE_BLOCK) {
      int count = Math.min(TRANSPOSE_BLOCK, rows - block);
      int to = target + block * width;
      int from = source.offset() + column * source.columnStride() + block * step;
      int j = 0;
      for (; j + 4 <= used; j += 4) {
        transposeFour(values, from, source.columnStride(), step, count, packed, to + j, width);
        from += 4 * source.columnStride();
      }
      for (; j < used; j++) {
        for (int row = 0; row < count; row++) {
          packed[to + row * width + j] = values[from + row * step];
        }
        from += source.columnStride();
      }
      for (int row = 0; row < count && used < width; row++) {
        Arrays.fill(packed, to + row * width + used, to + (row + 1) * width, 0f);
      }
    }
  }

  private static void transposeFour(
      float[] values, int from, int columnStride, int step, int count, float[] to, int at, int ld) {
    int from1 = from + columnStride;
    int from2 = from1 + columnStride;
    int from3 = from2 + columnStride;
    for (int row = 0; row < count; row++) {
      to[at] = values[from];
      to[at + 1] = values[from1];
      to[at + 2] = values[from2];
      to[at + 3] = values[from3];
      at += ld;
      from += step;
      from1 += step;
      from2 += step;
      from3 += step;
    }
  }
}
