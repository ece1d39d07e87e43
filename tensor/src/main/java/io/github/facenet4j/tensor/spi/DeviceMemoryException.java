package io.github.facenet4j.tensor.spi;

/** The device could not provide the memory that was asked for. */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was asked for, what there was, and what to do. */
  public DeviceMemoryException(String message) {
    super(message);
  }

  /** As above, with the device's own error. */
  public DeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
