package io.github.facenet4j.nn.layer;

/** Whether a convolution or linear layer adds a value per output channel. */
public enum Bias {
  /** It does not; usual before a batch norm, whose β does. */
  NONE,
  /** It does. */
  ADDED
}
