package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/** Matrix products. */
public interface GemmOps {

  /**
   * {@code C = epilogue(op(A)·op(B))}, or {@code C += op(A)·op(B)} in mode ADD.
   *
   * @param c must not alias a or b
   */
  void multiply(GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c);
}
