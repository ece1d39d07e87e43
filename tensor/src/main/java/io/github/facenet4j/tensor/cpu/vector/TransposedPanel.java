package io.github.facenet4j.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A block of the left operand of a transposed product, copied to distances that are constants of
 * the code: {@link ColumnTiles} then finds all its values from the loop's variable, and C2 checks
 * the bounds once before the loop. Looking up where each step's values lie costs bounds checks in
 * every step, and the registers for them. One copy serves all columns.
 */
final class TransposedPanel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Rows of a panel: whole tiles of six and of eight rows. */
  static final int ROWS = 48;

  /** Steps of the sum that a panel holds at most. */
  static final int STEPS = 256;

  /** Distance of steps, a power of two; the rows of a step lie side by side. */
  static final int WIDTH = 64;

  private final float[] values = new float[STEPS * WIDTH];

  float[] values() {
    return values;
  }

  /**
   * Copies {@code width} values from {@code offsets[p] + base} on for {@code count} steps p from
   * {@code first} on: value (i, p) to {@code p·WIDTH + i}.
   */
  void copy(float[] a, int[] offsets, int first, int count, int base, int width) {
    int i = 0;
    for (; i + 2 * LANES < width; i += 3 * LANES) {
      copyThree(a, offsets, first, count, base + i, values, i);
    }
    for (; i < width; i += LANES) {
      copyOne(a, offsets, first, count, base + i, values, i);
    }
  }

  private static void copyThree(
      float[] a, int[] offsets, int first, int count, int shift, float[] to, int at) {
    for (int p = 0; p < count; p++) {
      int from = offsets[first + p] + shift;
      int row = at + p * WIDTH;
      FloatVector.fromArray(SPECIES, a, from).intoArray(to, row);
      FloatVector.fromArray(SPECIES, a, from + LANES).intoArray(to, row + LANES);
      FloatVector.fromArray(SPECIES, a, from + 2 * LANES).intoArray(to, row + 2 * LANES);
    }
  }

  private static void copyOne(
      float[] a, int[] offsets, int first, int count, int shift, float[] to, int at) {
    for (int p = 0; p < count; p++) {
      int from = offsets[first + p] + shift;
      FloatVector.fromArray(SPECIES, a, from).intoArray(to, at + p * WIDTH);
    }
  }
}
