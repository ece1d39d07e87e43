package io.github.facenet4j.nn.block;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Branches over the same input, their maps side by side along the channels: {@code y = [f₁(x) │
 * f₂(x) │ …]}.
 *
 * <p>x [N,H,W,C], branch i [N,hᵢ,wᵢ,cᵢ], y [N, max hᵢ, max wᵢ, Σcᵢ]. A smaller branch is padded
 * with zeros, ⌊d/2⌋ rows above and columns left, the rest below and right. Saves the input's shape.
 * Backward: {@code dx = Σᵢ fᵢ'(dyᵢ)}, dyᵢ being branch i's region of dy.
 */
public final class Concat implements Layer {
  private final String name;
  private final List<Layer> branches;

  /** Of the latest input: a network asks for the same again and again. */
  private volatile Places latest = new Places(null, List.of());

  private record Places(Shape input, List<PlaceSpec> places) {}

  /** At least one branch, in order of the channels. */
  public Concat(String name, Layer... branches) {
    this(name, List.of(branches));
  }

  /** At least one branch, in order of the channels. */
  public Concat(String name, List<? extends Layer> branches) {
    if (branches.isEmpty()) {
      throw new IllegalArgumentException(name + ": a Concat needs at least one branch");
    }
    this.name = name;
    this.branches = List.copyOf(branches);
  }

  /** Where each branch's map lies in the result. */
  List<PlaceSpec> places(Shape input) {
    Places known = latest;
    if (!input.equals(known.input)) {
      known = new Places(input, placesOf(input));
      latest = known;
    }
    return known.places;
  }

  private List<PlaceSpec> placesOf(Shape input) {
    List<Shape> parts = branches.stream().map(branch -> branch.outputShape(input)).toList();
    for (Shape part : parts) {
      if (part.rank() != 4) {
        throw new IllegalArgumentException(
            name + ": every branch must give a map NxHxWxC, got " + part);
      }
    }
    int height = parts.stream().mapToInt(Shape::h).max().orElseThrow();
    int width = parts.stream().mapToInt(Shape::w).max().orElseThrow();
    int channels = parts.stream().mapToInt(Shape::c).sum();
    Shape whole = Shape.nhwc(input.dim(0), height, width, channels);
    List<PlaceSpec> places = new ArrayList<>();
    int channel = 0;
    for (Shape part : parts) {
      int top = (height - part.h()) / 2;
      int left = (width - part.w()) / 2;
      places.add(new PlaceSpec(name, part, whole, top, left, channel));
      channel += part.c();
    }
    return List.copyOf(places);
  }

  /** The whole map, zero around the branches that are smaller. */
  Tensor result(Pass pass, List<PlaceSpec> places) {
    Tensor y = pass.scope().floats(places.get(0).whole());
    for (PlaceSpec place : places) {
      if (!place.hasAllPixels()) {
        pass.backend().elementwise().clearAround(place, y);
      }
    }
    return y;
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    List<PlaceSpec> places = places(x.shape());
    Tensor y = result(pass, places);
    for (int i = 0; i < branches.size(); i++) {
      branches.get(i).forwardInto(pass, x, places.get(i), y);
    }
    pass.saveShape(this, x.shape());
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    List<PlaceSpec> places = places(pass.restoreShape(this));
    Tensor dx = null;
    for (int i = branches.size() - 1; i >= 0; i--) {
      Tensor dxi = branches.get(i).backwardFrom(pass, places.get(i), dy);
      if (dx == null) {
        dx = dxi;
      } else {
        pass.backend().elementwise().add(dx, dxi, dx);
        pass.release(dxi);
      }
    }
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return places(input).get(0).whole();
  }

  @Override
  public List<Layer> children() {
    return branches;
  }

  @Override
  public long multiplyAdds(Shape input) {
    return branches.stream().mapToLong(branch -> branch.multiplyAdds(input)).sum();
  }

  @Override
  public String toString() {
    return "Concat of " + branches.size();
  }
}
