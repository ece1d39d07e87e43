package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;

/**
 * Maxout (Goodfellow et al. 2013), {@code y[o] = max(j) x[j·O + o]} over p pieces.
 *
 * <p>x [N,p·O], y [N,O]. It is max pooling over the pieces as the rows of a map [N,p,1,O], and is
 * computed as such, see {@link Pool}. Backward: {@code dx} at the maximum = dy, else 0; of equal
 * pieces the first counts.
 */
public final class Maxout implements Layer {
  private final String name;
  private final int pieces;
  private final int channels;
  private final Pool pool;

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
    this.pool = new Pool(name, PoolKind.MAX, Window.of(pieces).stride(pieces), Rounding.CEILING);
  }

  /** The pieces as the rows of a map. */
  private Shape map(Shape x) {
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
    return Shape.nhwc(x.dim(0), pieces, 1, channels);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor y = pool.forward(pass, x.reshape(map(x.shape())));
    return y.reshape(outputShape(x.shape()));
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    int n = dy.shape().dim(0);
    Tensor dx = pool.backward(pass, dy.reshape(Shape.nhwc(n, 1, 1, channels)));
    return dx.reshape(Shape.of(n, pieces * channels));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    map(input);
    return Shape.of(input.dim(0), channels);
  }

  @Override
  public String toString() {
    return "maxout of " + pieces;
  }
}
