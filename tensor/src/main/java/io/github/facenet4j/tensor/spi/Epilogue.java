package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/**
 * What a convolution or matrix product does to its sums before storing them, {@code y =
 * activation(sum + bias[c] + residual)}, c the innermost index; and where a convolution stores
 * them.
 *
 * @param bias one value per output channel, or null
 * @param residual a tensor of the output's shape, or null; may be the output itself; a placed
 *     result takes none
 * @param activation applied last
 * @param slopes one value per output channel for PRELU, else null
 * @param place where the result of a convolution lies in the output, whose other values stay; null:
 *     the result is the output
 */
public record Epilogue(
    Tensor bias, Tensor residual, Activation activation, Tensor slopes, PlaceSpec place) {

  /** Stores the sums as they are. */
  public static final Epilogue NONE = new Epilogue(null, null, Activation.NONE, null, null);

  /** Checks that slopes are there exactly for PRELU, and that a placed result has no residual. */
  public Epilogue {
    if ((activation == Activation.PRELU) != (slopes != null)) {
      throw new IllegalArgumentException(
          "Epilogue with " + activation + (slopes == null ? " needs slopes" : " takes no slopes"));
    }
    if (residual != null && place != null) {
      throw new IllegalArgumentException(
          "Epilogue with a residual cannot place its result in a larger map, at " + place);
    }
  }

  /** Adds a bias per channel; a null bias adds nothing. */
  public static Epilogue bias(Tensor bias) {
    return new Epilogue(bias, null, Activation.NONE, null, null);
  }

  /** The same with an activation that needs no slopes. */
  public Epilogue then(Activation next) {
    return new Epilogue(bias, residual, next, null, place);
  }

  /** The same with parametric ReLU. */
  public Epilogue thenPrelu(Tensor slopesPerChannel) {
    return new Epilogue(bias, residual, Activation.PRELU, slopesPerChannel, place);
  }

  /** The same with a tensor added before the activation. */
  public Epilogue plus(Tensor addend) {
    return new Epilogue(bias, addend, activation, slopes, place);
  }

  /** The same, stored as part of a larger map. */
  public Epilogue into(PlaceSpec partOfOutput) {
    return new Epilogue(bias, residual, activation, slopes, partOfOutput);
  }
}
