package io.github.facenet4j.nn.layer;

/** Whether a convolution or linear layer adds a value per output channel. */
public enum Bias {
  /** It does not; usual before a batch norm, whose β does. */
  NONE,
  /** It does. */
  ADDED,
  /**
   * It does, and a batch norm follows, as in networks that were trained elsewhere. In training that
   * norm takes the bias out again with the mean: the loss does not depend on it, and the gradients
   * that the norm hands back sum to 0 over the rows, {@code Σ dx = γ·r·(Σg − Σg − mean(g·x̂)·Σx̂) =
   * 0}. So the bias keeps its value and its gradient stays exactly 0; adding up what rounding
   * leaves of that sum would cost a pass over the map, and optimizers that divide by the gradient's
   * size would make steps of it.
   */
  BEFORE_NORM
}
