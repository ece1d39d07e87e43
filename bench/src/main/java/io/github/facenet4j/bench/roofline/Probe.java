package io.github.facenet4j.bench.roofline;

/** Runs what a device does fastest: multiply-adds from registers, and copies. */
interface Probe extends AutoCloseable {

  /** Threads that compute at the same time; of a GPU its compute units. */
  int threads();

  /** How the peak is measured, in words. */
  String words();

  /** One measurement of a few milliseconds: billions of floating-point operations a second. */
  double peak();

  /**
   * One measurement of copies that no cache holds: billions of bytes a second, read and written
   * bytes both counted. The first makes the arrays, which stay.
   */
  double bandwidth();

  /** Bytes of the arrays of {@link #bandwidth()}; 0 before its first call. */
  long bandwidthBytes();

  /**
   * One measurement of copies of a given size.
   *
   * @param bytes of source and destination together, at least 1
   */
  double bandwidth(long bytes);

  /** Gives the arrays back. */
  @Override
  void close();
}
