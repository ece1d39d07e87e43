package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/**
 * A map seen as vectors, {@code y = x} as [N, H·W·C]; nothing is copied.
 *
 * <p>The values stay in the order H, W, C. Saves the shape. Backward: {@code dx = dy} as [N,H,W,C].
 */
public final class Flatten implements Layer {
  private final String name;

  /** A view of maps as vectors. */
  public Flatten(String name) {
    this.name = name;
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    pass.saveShape(this, x.shape());
    return x.reshape(outputShape(x.shape()));
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    return dy.reshape(pass.restoreShape(this));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.dim(0), Math.toIntExact(input.elements() / input.dim(0)));
  }

  @Override
  public String toString() {
    return "Flatten";
  }
}
