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
        source.from(0, column).copy(to - from, used, packed, target, step);
      }
      clearBehind(used, to - from, step, packed, target);
      panel += step * k;
    }
  }

  private static void copyPanel(
      StridedMatrix source, int column, int used, int rows, int width, float[] packed, int target) {
    int from = source.offset() + column;
    int whole = used / LANES;
    copyVectors(source.values(), from, source.rowStride(), rows, whole, width, packed, target);
    for (int row = 0; row < rows && used > whole * LANES; row++) {
      int start = target + row * width;
      for (int j = whole * LANES; j < used; j++) {
        packed[start + j] = source.values()[from + row * source.rowStride() + j];
      }
    }
  }

  private static void clearBehind(int used, int rows, int width, float[] packed, int target) {
    for (int row = 0; row < rows && used < width; row++) {
      Arrays.fill(packed, target + row * width + used, target + (row + 1) * width, 0f);
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
}
