package io.github.facenet4j.nn.init;

import io.github.facenet4j.tensor.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;

/** First values of one parameter. */
@FunctionalInterface
public interface Initializer {

  /** Which side of a layer keeps its variance in {@link #kaimingNormal}. */
  enum Fan {
    /** Inputs of one output value: activations keep their variance forward. */
    IN,
    /** Outputs that one input value reaches: gradients keep their variance backward. */
    OUT
  }

  /**
   * The values, in disk order.
   *
   * @param diskShape [out, in/groups, kernel…] for filters and matrices
   * @param random stream of this parameter
   */
  float[] values(Shape diskShape, SplittableRandom random);

  /** Normal with standard deviation √(2/fan), for layers followed by ReLU (He et al. 2015). */
  static Initializer kaimingNormal(Fan fan) {
    return (shape, random) -> {
      double deviation = Math.sqrt(2.0 / (fan == Fan.IN ? fanIn(shape) : fanOut(shape)));
      float[] values = new float[shape.intElements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * Seeds.gaussian(random));
      }
      return values;
    };
  }

  /** Uniform in ±√(6/(fanIn+fanOut)) (Glorot and Bengio 2010). */
  static Initializer xavierUniform() {
    return (shape, random) -> {
      double bound = Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape)));
      float[] values = new float[shape.intElements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
      return values;
    };
  }

  /** One value everywhere. */
  static Initializer constant(float value) {
    return (shape, random) -> {
      float[] values = new float[shape.intElements()];
      Arrays.fill(values, value);
      return values;
    };
  }

  /** Zero everywhere. */
  static Initializer zeros() {
    return constant(0);
  }

  /** One everywhere. */
  static Initializer ones() {
    return constant(1);
  }

  private static double fanIn(Shape shape) {
    return (double) shape.elements() / shape.dim(0);
  }

  private static double fanOut(Shape shape) {
    return (double) shape.elements() / shape.dim(1);
  }
}
