package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;

/** {@code y = x}; backward {@code dx = dy}. Any shape, nothing saved, nothing copied. */
public final class Identity implements Layer {
  private final String name;

  /** A layer that changes nothing. */
  public Identity(String name) {
    this.name = name;
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    return x;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    return dy;
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
    return "Identity";
  }
}
