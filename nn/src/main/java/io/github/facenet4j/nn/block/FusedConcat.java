package io.github.facenet4j.nn.block;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.layer.FusedConv2d;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.ConvCall;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A {@link Concat} for inference whose branches advance in step: what does not wait for each other
 * is asked of the device together.
 *
 * <p>Step s runs layer s of every branch that has one. In an inception block the first step is the
 * 1×1 reductions, the pool and the direct 1×1 convolution, all reading x; the second is the 3×3 and
 * 5×5 convolutions and the projection of what was pooled. On small maps each of them alone is too
 * short to be worth starting. No backward.
 */
final class FusedConcat implements Layer {
  private final Concat concat;
  private final List<List<Layer>> branches;

  /** The same function as this one of folded branches. */
  FusedConcat(Concat concat) {
    this.concat = concat;
    this.branches = concat.children().stream().map(FusedConcat::steps).toList();
  }

  private static List<Layer> steps(Layer branch) {
    return branch instanceof Sequential ? branch.children() : List.of(branch);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    List<PlaceSpec> places = concat.places(x.shape());
    Tensor y = concat.result(pass, places);
    Tensor[] reached = new Tensor[branches.size()];
    Arrays.fill(reached, x);
    int steps = branches.stream().mapToInt(List::size).max().orElseThrow();
    for (int step = 0; step < steps; step++) {
      Tensor[] next = reached.clone();
      List<ConvCall> calls = new ArrayList<>();
      for (int i = 0; i < next.length; i++) {
        List<Layer> layers = branches.get(i);
        if (step < layers.size()) {
          boolean last = step == layers.size() - 1;
          PlaceSpec place = last ? places.get(i) : null;
          next[i] = advance(pass, layers.get(step), reached[i], place, y, calls);
        }
      }
      pass.backend().conv().forwardAll(calls);
      for (int i = 0; i < next.length; i++) {
        if (next[i] != reached[i]) {
          pass.release(reached[i], x, next[i]);
        }
      }
      reached = next;
    }
    return y;
  }

  /**
   * Runs a layer, or notes its call where it is a convolution.
   *
   * @param place where the branch's result lies in y; null before its last layer
   * @return where the branch is after that
   */
  private static Tensor advance(
      Pass pass, Layer layer, Tensor x, PlaceSpec place, Tensor y, List<ConvCall> calls) {
    if (layer instanceof FusedConv2d conv) {
      Tensor result = place == null ? pass.scope().floats(conv.outputShape(x.shape())) : y;
      calls.add(conv.call(pass, x, place, result));
      return result;
    }
    if (place == null) {
      return layer.forward(pass, x);
    }
    layer.forwardInto(pass, x, place, y);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    return concat.backward(pass, dy);
  }

  @Override
  public String name() {
    return concat.name();
  }

  @Override
  public Shape outputShape(Shape input) {
    return concat.outputShape(input);
  }

  @Override
  public List<Layer> children() {
    return concat.children();
  }

  @Override
  public void forEachLeaf(Shape input, BiConsumer<Layer, Shape> visitor) {
    concat.forEachLeaf(input, visitor);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return concat.multiplyAdds(input);
  }

  @Override
  public String toString() {
    return concat.toString();
  }
}
