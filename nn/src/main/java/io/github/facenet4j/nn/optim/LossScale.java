package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * A factor s on the loss that keeps gradients within the range of products in half precision, which
 * lose what is smaller than 2⁻²⁵ (Micikevicius et al. 2018).
 *
 * <p>The gradient of the loss is multiplied by s before it is propagated, the parameters' gradients
 * by 1/s afterwards, in single precision; s is a power of two, so neither rounds. A step whose
 * gradients are not all finite must be left out: then s is halved. After so many steps in a row
 * with finite gradients it is doubled.
 */
public final class LossScale {
  /** Where a dynamic scale begins, unless asked otherwise. */
  public static final float INITIAL = 0x1p16f;

  /** Good steps in a row after which it is doubled, unless asked otherwise. */
  public static final int GROWTH_STEPS = 2000;

  private static final float LARGEST = 0x1p24f;

  private final MemoryScope scope;
  private final List<Parameter> parameters;
  private final int growthSteps;
  private final Tensor squares;
  private float scale;
  private int goodSteps;
  private int skippedSteps;

  /**
   * A scale for the gradients of these parameters, of which those that are not trainable are left
   * out.
   *
   * @param scope owner of one number, usually the model's
   * @param initial s of the first step, a power of two from 1 to 2²⁴
   * @param growthSteps good steps in a row after which s is doubled; 0 never changes s
   * @throws IllegalArgumentException when one of the two is something else
   */
  public LossScale(MemoryScope scope, List<Parameter> parameters, float initial, int growthSteps) {
    require(initial);
    if (growthSteps < 0) {
      throw new IllegalArgumentException(
          "A loss scale is doubled after 1 step or more, or 0 for never; got " + growthSteps + ".");
    }
    this.scope = scope;
    this.parameters = parameters.stream().filter(Parameter::isTrainable).toList();
    this.growthSteps = growthSteps;
    this.squares = scope.zeros(Shape.of(1));
    this.scale = initial;
  }

  private static void require(float scale) {
    if (!(scale >= 1 && scale <= LARGEST) || scale != Float.intBitsToFloat(exponent(scale))) {
      throw new IllegalArgumentException(
          "A loss scale is a power of two from 1 to 2^24, such as 65536; got " + scale + ".");
    }
  }

  private static int exponent(float scale) {
    return Float.floatToRawIntBits(scale) & 0x7f800000;
  }

  /** s of the next step. */
  public float value() {
    return scale;
  }

  /** Steps in a row whose gradients were finite, since s changed last. */
  public int goodSteps() {
    return goodSteps;
  }

  /** Steps that were left out so far. */
  public int skippedSteps() {
    return skippedSteps;
  }

  /**
   * The gradient of the scaled loss.
   *
   * @param dy that of the loss
   * @return s·dy, in the same scope
   */
  public Tensor scaled(MemoryScope of, Tensor dy) {
    Tensor larger = of.floats(dy.shape());
    scope.backend().elementwise().scaleAdd(scale, dy, 0, larger);
    return larger;
  }

  /**
   * Divides the gradients by s, waits until it is known whether they are finite, and changes s for
   * the next step. Between backward and whatever uses the gradients.
   *
   * @return whether the optimizer may use them
   * @throws ArithmeticException where they are not finite although s is 1 or fixed
   */
  public boolean unscale() {
    scope.backend().elementwise().fill(squares, 0);
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      scope.backend().elementwise().scaleAdd(1 / scale, gradient, 0, gradient);
      scope.backend().optim().addSquares(gradient, squares);
    }
    // A square that overflows counts as infinite: no gradient of use is that long.
    boolean finite = Float.isFinite(squares.readFloats()[0]);
    if (!finite && (scale == 1 || growthSteps == 0)) {
      throw new ArithmeticException("gradients are not finite at a loss scale of " + (long) scale);
    }
    change(finite);
    return finite;
  }

  private void change(boolean finite) {
    if (!finite) {
      skippedSteps++;
      goodSteps = 0;
      scale /= 2;
      return;
    }
    goodSteps++;
    if (goodSteps == growthSteps) {
      goodSteps = 0;
      scale = Math.min(LARGEST, 2 * scale);
    }
  }

  /**
   * Goes on as another scale was left.
   *
   * @throws IllegalArgumentException when these cannot be of one
   */
  public void resumeAt(float value, int good, int skipped) {
    require(value);
    if (good < 0 || skipped < 0) {
      throw new IllegalArgumentException(
          "Steps of a loss scale are at least 0, got " + good + " and " + skipped);
    }
    scale = value;
    goodSteps = good;
    skippedSteps = skipped;
  }
}
