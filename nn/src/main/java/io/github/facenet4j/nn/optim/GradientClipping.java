package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import java.util.List;

/**
 * Shortens gradients that are too long, {@code g ← g·min(1, c/|g|)}, g being all gradients as one
 * vector (Pascanu et al. 2013); the direction stays. Nothing is read back.
 */
public final class GradientClipping {
  private final OptimOps ops;
  private final List<Parameter> parameters;
  private final float longest;
  private final Tensor squares;
  private final MemoryScope scope;

  /**
   * Clipping for these parameters, of which those that are not trainable are left out.
   *
   * @param scope owner of one number, usually the model's
   * @param longest c, above 0
   */
  public GradientClipping(MemoryScope scope, List<Parameter> parameters, float longest) {
    this.scope = scope;
    this.ops = scope.backend().optim();
    this.parameters = parameters.stream().filter(Parameter::isTrainable).toList();
    this.longest = longest;
    this.squares = scope.zeros(Shape.of(1));
  }

  /** Shortens the gradients as they are now; between backward and the optimizer's step. */
  public void apply() {
    scope.backend().elementwise().fill(squares, 0);
    for (Parameter parameter : parameters) {
      ops.addSquares(parameter.gradient(), squares);
    }
    for (Parameter parameter : parameters) {
      ops.shorten(longest, squares, parameter.gradient());
    }
  }
}
