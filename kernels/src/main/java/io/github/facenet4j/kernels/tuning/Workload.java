package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/** One op call that a tuner makes, on any device with the same seeded operands. */
abstract class Workload {
  /**
   * A prime number of values is drawn and repeated: times do not depend on them, checks see all.
   */
  private static final int DRAWN = 65_537;

  /** What the operands hold. */
  enum Values {
    /** Between −1 and 1. */
    SIGNED,
    /** The same without their signs: sums of them are the magnitudes that error bounds take. */
    ABSOLUTE
  }

  /**
   * The call with its operands on one device.
   *
   * @param call makes it; may be made again
   * @param result what it writes
   */
  record Operation(Runnable call, Tensor result) {}

  /** The class that the result will speak for. */
  abstract ShapeClass shape();

  /** Multiply-adds of the call; 0 where it does not count in them. */
  abstract long multiplyAdds();

  /** Length of the sums of which a result consists. */
  abstract int terms();

  /** The same with fewer rows or images, small enough for the oracle. */
  abstract Workload reduced();

  /** Puts the operands on the scope's device. */
  abstract Operation on(MemoryScope scope, Values values);

  /** Per element of the result, the sum of the magnitudes of its terms; 0 asks for equality. */
  double[] magnitudes(MemoryScope oracle) {
    Operation absolute = on(oracle, Values.ABSOLUTE);
    absolute.call().run();
    return read(absolute.result());
  }

  /** A result as doubles. */
  static double[] read(Tensor result) {
    double[] values = new double[result.shape().intElements()];
    if (result.type() == DataType.INT32) {
      int[] ints = result.readInts();
      Arrays.setAll(values, i -> ints[i]);
    } else {
      float[] floats = result.readFloats();
      Arrays.setAll(values, i -> floats[i]);
    }
    return values;
  }

  /** A tensor of seeded values. */
  static Tensor random(MemoryScope scope, Shape shape, long seed, Values kind) {
    return scope.floats(shape, randomValues(shape.intElements(), seed, kind));
  }

  static float[] randomValues(int count, long seed, Values kind) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < Math.min(count, DRAWN); i++) {
      float value = (float) (2 * random.nextDouble() - 1);
      values[i] = kind == Values.ABSOLUTE ? Math.abs(value) : value;
    }
    for (int i = DRAWN; i < count; i += DRAWN) {
      System.arraycopy(values, 0, values, i, Math.min(DRAWN, count - i));
    }
    return values;
  }

  /** A result that a call assigns: NaN until then, so an element that is not written shows. */
  static Tensor unwritten(MemoryScope scope, Shape shape) {
    Tensor result = scope.floats(shape);
    scope.backend().elementwise().fill(result, Float.NaN);
    return result;
  }
}
