package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;

/** How the host names activations to {@code common/epilogue.cl}. */
final class EpilogueArguments {
  private EpilogueArguments() {}

  /** The kernel's number of an activation. */
  static int code(Activation activation) {
    return switch (activation) {
      case NONE -> 0;
      case RELU -> 1;
      case RELU6 -> 2;
      case PRELU -> 3;
    };
  }

  /** The kernel's number of the epilogue's activation. */
  static int activation(Epilogue epilogue) {
    return code(epilogue.activation());
  }
}
