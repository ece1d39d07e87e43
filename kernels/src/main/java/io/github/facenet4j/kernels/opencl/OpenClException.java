package io.github.facenet4j.kernels.opencl;

/** An OpenCL call failed; the message names the call, what it was for, and the error. */
public final class OpenClException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  OpenClException(String message, int code) {
    super(message);
    this.code = code;
  }

  /** The OpenCL error code, negative. */
  public int code() {
    return code;
  }
}
