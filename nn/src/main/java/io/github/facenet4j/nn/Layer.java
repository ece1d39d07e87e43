package io.github.facenet4j.nn;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One node of a network: a function of one tensor with its gradient beside it.
 *
 * <p>A layer is a definition: building it needs no device, and it holds no state of a call. What
 * backward needs of forward goes through {@link Pass#save}. Parameter gradients <em>add</em> to
 * what {@link Parameter#gradient()} holds, activation gradients are <em>assigned</em>. Inputs stay
 * the caller's: a layer never releases or changes {@code x} or {@code dy}, and its result may be a
 * view of its input (see {@link Tensor#sharesStorage}).
 */
public interface Layer {

  /** Dotted path within the network, such as {@code inception3a.branch3x3.conv1}. */
  String name();

  /**
   * Shape of the result for an input of this shape, batch included.
   *
   * @throws IllegalArgumentException naming this layer, what was expected and what came
   */
  Shape outputShape(Shape input);

  /** The result for x, in {@code pass.scope()}. */
  Tensor forward(Pass pass, Tensor x);

  /**
   * As {@link #forward}, with the result as part of a larger map: a layer whose last kernel can
   * store it there does, the others copy.
   *
   * @param place where the result lies in the whole; the rest of the whole stays
   */
  default void forwardInto(Pass pass, Tensor x, PlaceSpec place, Tensor whole) {
    Tensor y = forward(pass, x);
    pass.backend().elementwise().place(place, y, whole);
    pass.release(y, x);
  }

  /**
   * Runs the gradient of the latest forward of this layer in this pass.
   *
   * @param dy gradient of the loss with respect to forward's result
   * @return dx, with respect to forward's input, in {@code pass.scope()}
   */
  Tensor backward(Pass pass, Tensor dy);

  /**
   * As {@link #backward}, for a result that was written by {@link #forwardInto}: a layer whose
   * first kernels can read dy where it lies does, the others take it out.
   *
   * @param place where dy lies in the whole
   */
  default Tensor backwardFrom(Pass pass, PlaceSpec place, Tensor whole) {
    Tensor dy = pass.scope().floats(place.part());
    pass.backend().elementwise().extract(place, whole, dy);
    Tensor dx = backward(pass, dy);
    pass.release(dy, dx);
    return dx;
  }

  /**
   * As {@link #backward} for the first layer of a network, where nobody asks for dx: a layer that
   * can skip computing it does.
   */
  default void backwardToParameters(Pass pass, Tensor dy) {
    pass.release(backward(pass, dy), dy);
  }

  /** Parameters of this layer and its children, depth first, in order of the forward pass. */
  default List<Parameter> parameters() {
    return children().stream().flatMap(child -> child.parameters().stream()).toList();
  }

  /** The layers that this one is made of, in order of the forward pass; empty for a leaf. */
  default List<Layer> children() {
    return List.of();
  }

  /**
   * Calls the visitor for every leaf, in order of the forward pass, with the shape that the leaf
   * gets when this layer gets {@code input}. Unless overridden every child gets the same input.
   */
  default void forEachLeaf(Shape input, BiConsumer<Layer, Shape> visitor) {
    if (children().isEmpty()) {
      visitor.accept(this, input);
    }
    children().forEach(child -> child.forEachLeaf(input, visitor));
  }

  /** Multiply-adds of convolutions and matrix products in one forward of that input shape. */
  default long multiplyAdds(Shape input) {
    return 0;
  }
}
