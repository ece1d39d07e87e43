package io.github.facenet4j.nn.block;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Layers one after the other, {@code y = fₙ(… f₂(f₁(x)))}; backward is the chain rule read from the
 * right.
 *
 * <p>Each intermediate is given back once its consumer has run (the pass holds on to it where a
 * layer saved it), each gradient once it has been propagated.
 */
public final class Sequential implements Layer {
  private final String name;
  private final List<Layer> layers;

  /** At least one layer, in order of the forward pass. */
  public Sequential(String name, Layer... layers) {
    this(name, List.of(layers));
  }

  /** At least one layer, in order of the forward pass. */
  public Sequential(String name, List<? extends Layer> layers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          name + ": a Sequential needs at least one layer; use Identity for none");
    }
    this.name = name;
    this.layers = List.copyOf(layers);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    return forward(pass, layers, x);
  }

  @Override
  public void forwardInto(Pass pass, Tensor x, PlaceSpec place, Tensor whole) {
    int last = layers.size() - 1;
    Tensor value = forward(pass, layers.subList(0, last), x);
    layers.get(last).forwardInto(pass, value, place, whole);
    pass.release(value, x);
  }

  private static Tensor forward(Pass pass, List<Layer> layers, Tensor x) {
    Tensor value = x;
    for (Layer layer : layers) {
      Tensor next = layer.forward(pass, value);
      pass.release(value, x, next);
      value = next;
    }
    return value;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    return backward(pass, layers, dy);
  }

  @Override
  public Tensor backwardFrom(Pass pass, PlaceSpec place, Tensor whole) {
    int last = layers.size() - 1;
    Tensor gradient = layers.get(last).backwardFrom(pass, place, whole);
    Tensor dx = backward(pass, layers.subList(0, last), gradient);
    pass.release(gradient, dx);
    return dx;
  }

  private static Tensor backward(Pass pass, List<Layer> layers, Tensor dy) {
    Tensor gradient = dy;
    for (int i = layers.size() - 1; i >= 0; i--) {
      gradient = propagate(pass, layers.get(i), gradient, dy);
    }
    return gradient;
  }

  @Override
  public void backwardToParameters(Pass pass, Tensor dy) {
    Tensor gradient = backward(pass, layers.subList(1, layers.size()), dy);
    layers.get(0).backwardToParameters(pass, gradient);
    pass.release(gradient, dy);
  }

  private static Tensor propagate(Pass pass, Layer layer, Tensor gradient, Tensor dy) {
    Tensor next = layer.backward(pass, gradient);
    pass.release(gradient, dy, next);
    return next;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }

  @Override
  public List<Layer> children() {
    return layers;
  }

  @Override
  public void forEachLeaf(Shape input, BiConsumer<Layer, Shape> visitor) {
    Shape shape = input;
    for (Layer layer : layers) {
      layer.forEachLeaf(shape, visitor);
      shape = layer.outputShape(shape);
    }
  }

  @Override
  public long multiplyAdds(Shape input) {
    long sum = 0;
    Shape shape = input;
    for (Layer layer : layers) {
      sum += layer.multiplyAdds(shape);
      shape = layer.outputShape(shape);
    }
    return sum;
  }

  @Override
  public String toString() {
    return "Sequential";
  }
}
