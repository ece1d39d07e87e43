package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;

/**
 * Maxout (Goodfellow et al. 2013), {@code y[o] = max(j) x[j·O + o]} over p pieces.
 *
 * <p>x [N,p·O], y [N,O]. It is max pooling over the pieces as the rows of a map [N,p,1,O], and is
 * computed as such. Saves the place of the maximum. Backward: {@code dx} there = dy, else 0; of
 * equal pieces the first counts.
 */
public final class Maxout implements Layer {
  private final String name;
  private final int pieces;
  private final int channels;

  /**
   * A maxout behind a linear layer of pieces·channels outputs.
   *
   * @param pieces p
   * @param channels O
   */
  public Maxout(String name, int pieces, int channels) {
    if (pieces < 1 || channels < 1) {
      throw new IllegalArgumentException(
          name + ": maxout needs pieces and channels, got " + pieces + " and " + channels);
    }
    this.name = name;
    this.pieces = pieces;
    this.channels = channels;
  }

  private PoolSpec spec(Shape x) {
    if (x.rank() != 2 || x.dim(1) != pieces * channels) {
      throw new IllegalArgumentException(
          name
              + ": input must be Nx"
              + pieces * channels
              + " ("
              + pieces
              + " pieces of "
              + channels
              + "), got "
              + x);
    }
    return new PoolSpec(
        name, PoolKind.MAX, x.dim(0), pieces, 1, channels, pieces, pieces, 0, Rounding.CEILING);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    PoolSpec spec = spec(x.shape());
    Tensor y = pass.scope().floats(spec.output());
    boolean trains = pass.mode() == Pass.Mode.TRAIN;
    Tensor argmax = trains ? pass.scope().ints(spec.output()) : null;
    PlaceSpec place = PlaceSpec.alone(name, spec.output());
    pass.backend().pool().forward(spec, x.reshape(spec.input()), place, y, argmax);
    pass.save(this, argmax);
    pass.saveShape(this, x.shape());
    if (trains) {
      pass.release(argmax);
    }
    return y.reshape(outputShape(x.shape()));
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Shape shape = pass.restoreShape(this);
    PoolSpec spec = spec(shape);
    Tensor argmax = pass.restore(this)[0];
    Tensor dx = pass.scope().floats(spec.input());
    pass.backend().pool().backward(spec, null, null, argmax, dy.reshape(spec.output()), dx);
    return dx.reshape(shape);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    spec(input);
    return Shape.of(input.dim(0), channels);
  }

  @Override
  public String toString() {
    return "maxout of " + pieces;
  }
}
