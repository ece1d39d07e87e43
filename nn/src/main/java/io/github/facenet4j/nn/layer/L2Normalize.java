package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.L2NormSpec;

/**
 * Vectors scaled to unit length, {@code y = x·r, r = 1/√max(Σx², ε²)}.
 *
 * <p>x and y [N,E] (a map [N,H,W,C] is N·H·W vectors), r [N]. Saves y and r. Backward: {@code dx =
 * r·(dy − y·⟨dy,y⟩)}, the part of dy along y being lost; where the norm was clamped {@code dx =
 * r·dy}.
 */
public final class L2Normalize implements Layer {
  private final String name;
  private final float epsilon;

  /** With ε = {@link L2NormSpec#EPSILON}. */
  public L2Normalize(String name) {
    this(name, L2NormSpec.EPSILON);
  }

  /**
   * A normalisation to unit length.
   *
   * @param epsilon vectors shorter than this are divided by it instead of their length
   */
  public L2Normalize(String name, float epsilon) {
    this.name = name;
    this.epsilon = epsilon;
  }

  private L2NormSpec spec(Shape x) {
    return new L2NormSpec(name, x.rows(), x.dim(-1), epsilon);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor y = pass.scope().floats(x.shape());
    Tensor r = pass.scope().floats(Shape.of(x.shape().rows()));
    pass.backend().norm().l2NormalizeForward(spec(x.shape()), x, y, r);
    pass.save(this, y, r);
    pass.release(r);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Tensor[] saved = pass.restore(this);
    Tensor y = saved[0];
    Tensor r = saved[1];
    Tensor dx = pass.scope().floats(y.shape());
    pass.backend().norm().l2NormalizeBackward(spec(y.shape()), y, r, dy, dx);
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public String toString() {
    return "L2 normalise";
  }
}
