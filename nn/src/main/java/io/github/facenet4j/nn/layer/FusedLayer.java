package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;
import java.util.List;

/**
 * A convolution or matrix product with everything that follows it in one kernel, {@code y = f(x ⋆ w
 * + b + residual)}; for inference alone.
 */
public abstract sealed class FusedLayer implements Layer permits FusedConv2d, FusedLinear {
  private final String name;
  private final Parameter w;
  private final Parameter b;
  private final Activation activation;
  private final Parameter slopes;

  FusedLayer(String name, Parameter w, Parameter b, Activation activation, Parameter slopes) {
    this.name = name;
    this.w = w;
    this.b = b;
    this.activation = activation;
    this.slopes = slopes;
  }

  static Parameter biasOf(String name, int outChannels) {
    Shape perChannel = Shape.of(outChannels);
    return Parameter.plain(name + ".bias", perChannel, Parameter.Role.BIAS, Initializer.zeros());
  }

  /** The same parameters with another f; slopes for PRELU, else null. */
  public abstract FusedLayer then(Activation next, Parameter nextSlopes);

  /**
   * The result for x.
   *
   * @param residual of the output's shape, or null
   */
  public abstract Tensor forward(Pass pass, Tensor x, Tensor residual);

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    return forward(pass, x, null);
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    throw trained();
  }

  private UnsupportedOperationException trained() {
    return new UnsupportedOperationException(
        name + " was folded for inference; train the network that it was folded from");
  }

  /** What the kernel does to its sums; refuses a training pass. */
  final Epilogue epilogue(Pass pass, Tensor residual) {
    if (pass.mode() != Pass.Mode.INFER) {
      throw trained();
    }
    Tensor perChannel = slopes == null ? null : slopes.value();
    return new Epilogue(b.value(), residual, activation, perChannel, null);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Parameter> parameters() {
    return slopes == null ? List.of(w, b) : List.of(w, b, slopes);
  }

  /** Filter or matrix. */
  public Parameter weight() {
    return w;
  }

  /** One value per output channel. */
  public Parameter bias() {
    return b;
  }

  /** f. */
  public Activation activation() {
    return activation;
  }
}
