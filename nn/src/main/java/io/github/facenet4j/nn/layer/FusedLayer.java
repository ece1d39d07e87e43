package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;

/**
 * A convolution or matrix product with everything that follows it in one kernel, {@code y = f(x ⋆ w
 * + b + residual)}; for inference alone.
 */
public interface FusedLayer extends Layer {

  /** Filter or matrix. */
  Parameter weight();

  /** One value per output channel. */
  Parameter bias();

  /** f. */
  Activation activation();

  /** The same parameters with another f; slopes for PRELU, else null. */
  FusedLayer then(Activation next, Parameter slopes);

  /**
   * The result for x.
   *
   * @param residual of the output's shape, or null
   */
  Tensor forward(Pass pass, Tensor x, Tensor residual);

  @Override
  default Tensor forward(Pass pass, Tensor x) {
    return forward(pass, x, null);
  }

  @Override
  default Tensor backward(Pass pass, Tensor dy) {
    throw trained();
  }

  /** What the kernel does to its sums; refuses a training pass. */
  default Epilogue epilogue(Pass pass, Tensor residual, Parameter slopes) {
    if (pass.mode() != Pass.Mode.INFER) {
      throw trained();
    }
    Tensor perChannel = slopes == null ? null : slopes.value();
    return new Epilogue(bias().value(), residual, activation(), perChannel);
  }

  private UnsupportedOperationException trained() {
    return new UnsupportedOperationException(
        name() + " was folded for inference; train the network that it was folded from");
  }
}
