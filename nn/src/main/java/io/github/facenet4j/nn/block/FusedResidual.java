package io.github.facenet4j.nn.block;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.layer.FusedLayer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Residual connection whose sum is part of the body's last kernel, {@code y = f(last(head(x)) +
 * g(x))}; for inference alone. The body is {@code last ∘ head}, g the shortcut.
 */
final class FusedResidual implements Layer {
  private final String name;
  private final Layer head;
  private final FusedLayer last;
  private final Layer shortcut;

  /** All given; Identity where there is nothing to do. */
  FusedResidual(String name, Layer head, FusedLayer last, Layer shortcut) {
    this.name = name;
    this.head = head;
    this.last = last;
    this.shortcut = shortcut;
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor gx = shortcut.forward(pass, x);
    Tensor hx = head.forward(pass, x);
    Tensor y = last.forward(pass, hx, gx);
    pass.release(hx, x, gx);
    pass.release(gx, x);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    return last.backward(pass, dy);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return last.outputShape(head.outputShape(input));
  }

  @Override
  public List<Layer> children() {
    return List.of(head, last, shortcut);
  }

  @Override
  public void forEachLeaf(Shape input, BiConsumer<Layer, Shape> visitor) {
    head.forEachLeaf(input, visitor);
    last.forEachLeaf(head.outputShape(input), visitor);
    shortcut.forEachLeaf(input, visitor);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return head.multiplyAdds(input)
        + last.multiplyAdds(head.outputShape(input))
        + shortcut.multiplyAdds(input);
  }

  @Override
  public String toString() {
    return "FusedResidual";
  }
}
