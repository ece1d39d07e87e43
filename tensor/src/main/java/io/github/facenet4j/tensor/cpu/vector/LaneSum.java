package io.github.facenet4j.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sum of a vector's lanes in one fixed order. The library's own {@code reduceLanes(ADD)} leaves
 * the order open, and on Java 25 interpreted and compiled code differ in it: the last bit of a
 * result would depend on when the compiler was done.
 */
final class LaneSum {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private LaneSum() {}

  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + distance) % LANES);
  }

  /** Halves are added to each other until one lane is left. */
  static float of(FloatVector vector) {
    if (LANES > 16) {
      return oneByOne(vector);
    }
    FloatVector sum = vector;
    if (LANES >= 16) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    if (LANES >= 4) {
      sum = sum.add(sum.rearrange(BY_2));
    }
    if (LANES >= 2) {
      sum = sum.add(sum.rearrange(BY_1));
    }
    return sum.lane(0);
  }

  private static float oneByOne(FloatVector vector) {
    float sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
      sum += vector.lane(lane);
    }
    return sum;
  }
}
