package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.PlaceSpec;

/** The combinations of bias, residual and activation that a product or a convolution may end in. */
public enum EpilogueKind {
  /** Plain sums. */
  NONE(false, Residual.NONE, Activation.NONE),
  /** Bias alone. */
  BIAS(true, Residual.NONE, Activation.NONE),
  /** The usual convolution of an inception block. */
  BIAS_RELU(true, Residual.NONE, Activation.RELU),
  /** Both corners of the clipped ReLU. */
  BIAS_RELU6(true, Residual.NONE, Activation.RELU6),
  /** Slopes per channel. */
  BIAS_PRELU(true, Residual.NONE, Activation.PRELU),
  /** Activation without bias. */
  RELU(false, Residual.NONE, Activation.RELU),
  /** Another tensor is added. */
  RESIDUAL(false, Residual.OTHER, Activation.NONE),
  /** All parts at once. */
  BIAS_RESIDUAL_RELU(true, Residual.OTHER, Activation.RELU),
  /** The residual is the output itself. */
  BIAS_RESIDUAL_IN_PLACE(true, Residual.OUTPUT, Activation.NONE);

  private enum Residual {
    NONE,
    OTHER,
    OUTPUT
  }

  private final boolean bias;
  private final Residual residual;
  private final Activation activation;

  EpilogueKind(boolean bias, Residual residual, Activation activation) {
    this.bias = bias;
    this.residual = residual;
    this.activation = activation;
  }

  /** Whether this epilogue adds another tensor, which a result inside a larger map does not. */
  public boolean hasResidual() {
    return residual != Residual.NONE;
  }

  /** Declares the output and the operands of this epilogue. */
  public Operands declare(OpRun op, RandomData data, Shape output) {
    return declare(op, data, output, null);
  }

  /** The same with a place in a larger map, whose other values must stay; null for none. */
  public Operands declare(OpRun op, RandomData data, Shape output, PlaceSpec place) {
    Shape channel = Shape.of(output.dim(-1));
    // Wide enough that RELU6 meets both corners.
    Operand biasOperand = bias ? op.input("bias", channel, data.values(channel, -8, 8)) : null;
    Operand slopes =
        activation == Activation.PRELU ? op.input("slopes", channel, data.values(channel)) : null;
    Shape whole = place == null ? output : place.whole();
    Operand y =
        residual == Residual.OUTPUT || place != null
            ? op.output("output", whole, data.values(whole))
            : op.output("output", output);
    Operand residualOperand =
        switch (residual) {
          case NONE -> null;
          case OTHER -> op.input("residual", output, data.values(output));
          case OUTPUT -> y;
        };
    return new Operands(y, biasOperand, residualOperand, activation, slopes, place);
  }

  /**
   * The declared operands. All activations change a difference by a factor of at most 1 (the slopes
   * are below 1), so the bound on the sums is the bound on the results.
   *
   * @param output the op's result
   * @param bias or null
   * @param residual or null
   * @param activation the last step
   * @param slopes or null
   * @param place or null
   */
  public record Operands(
      Operand output,
      Operand bias,
      Operand residual,
      Activation activation,
      Operand slopes,
      PlaceSpec place) {

    /** The epilogue on one device. */
    public Epilogue on(OpRun.Tensors tensors) {
      return new Epilogue(
          tensors.of(bias), tensors.of(residual), activation, tensors.of(slopes), place);
    }

    /** The same without its activation, for the magnitudes of the sums. */
    public Epilogue sums(OpRun.Tensors tensors) {
      return new Epilogue(tensors.of(bias), tensors.of(residual), Activation.NONE, null, place);
    }
  }
}
