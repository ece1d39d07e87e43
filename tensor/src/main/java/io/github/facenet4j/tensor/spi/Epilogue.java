package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/**
 * What a convolution or matrix product does to its sums before storing them: {@code y =
 * activation(sum + bias[c] + residual)}, c the innermost index.
 *
 * @param bias one value per output channel, or null
 * @param residual a tensor of the output's shape, or null; may be the output itself
 * @param activation applied last
 * @param slopes one value per output channel for PRELU, else null
 */
public record Epilogue(Tensor bias, Tensor residual, Activation activation, Tensor slopes) {

  /** Stores the sums as they are. */
  public static final Epilogue NONE = new Epilogue(null, null, Activation.NONE, null);

  /** Checks that slopes are there exactly for PRELU. */
  public Epilogue {
    if ((activation == Activation.PRELU) != (slopes != null)) {
      throw new IllegalArgumentException(
          "Epilogue with " + activation + (slopes == null ? " needs slopes" : " takes no slopes"));
    }
  }

  /** Adds a bias per channel; a null bias adds nothing. */
  public static Epilogue bias(Tensor bias) {
    return new Epilogue(bias, null, Activation.NONE, null);
  }

  /** The same with an activation that needs no slopes. */
  public Epilogue then(Activation next) {
    return new Epilogue(bias, residual, next, null);
  }

  /** The same with parametric ReLU. */
  public Epilogue thenPrelu(Tensor slopesPerChannel) {
    return new Epilogue(bias, residual, Activation.PRELU, slopesPerChannel);
  }

  /** The same with a tensor added before the activation. */
  public Epilogue plus(Tensor addend) {
    return new Epilogue(bias, addend, activation, slopes);
  }
}
