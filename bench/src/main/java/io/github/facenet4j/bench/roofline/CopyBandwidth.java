package io.github.facenet4j.bench.roofline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rate at which arrays of a given size are copied: bytes read plus bytes written (the lines
 * that a store fetches first are not counted). Each thread copies its own pair of arrays, again and
 * again where they are small, so arrays that fit in a cache give the rate of that cache.
 */
final class CopyBandwidth {
  /** Where the system does not say how large its last-level cache is. */
  private static final long UNKNOWN_CACHE_BYTES = 128L << 20;

  private static final long BYTES_OF_A_SAMPLE = 64L << 20;
  private static final Path LAST_LEVEL = Path.of("/sys/devices/system/cpu/cpu0/cache/index3/size");

  private final float[][] from;
  private final float[][] to;
  private final int repeats;
  private final long wantedBytes;

  /**
   * A probe.
   *
   * @param threads how many copy at a time
   * @param bytes of all arrays together; at least one element each, at most what Java arrays hold
   */
  CopyBandwidth(int threads, long bytes) {
    wantedBytes = bytes;
    int elements = (int) Math.max(1, Math.min(1 << 28, bytes / (2L * Float.BYTES * threads)));
    from = new float[threads][elements];
    to = new float[threads][elements];
    repeats = (int) Math.max(1, BYTES_OF_A_SAMPLE / arrayBytes());
    sample(); // touches every page
  }

  /**
   * A size that no cache holds and that is not much of the process's memory: twice the last-level
   * cache, at most an eighth of the Java heap, on which the arrays are.
   */
  static long bytesBeyondCaches() {
    return Math.min(2 * lastLevelBytes(), Runtime.getRuntime().maxMemory() / 8);
  }

  private static long lastLevelBytes() {
    try {
      String size = Files.readString(LAST_LEVEL).strip();
      return size.endsWith("K")
          ? Long.parseLong(size.substring(0, size.length() - 1)) << 10
          : UNKNOWN_CACHE_BYTES;
    } catch (IOException | NumberFormatException unknown) {
      return UNKNOWN_CACHE_BYTES;
    }
  }

  /** What was asked for. */
  long wantedBytes() {
    return wantedBytes;
  }

  /** Bytes of all arrays. */
  long arrayBytes() {
    return 2L * Float.BYTES * from.length * from[0].length;
  }

  /** One measurement, in billions of bytes a second. */
  double sample() {
    long nanos = Together.nanos(from.length, this::copy);
    return (double) repeats * arrayBytes() / nanos;
  }

  private void copy(int thread) {
    for (int i = 0; i < repeats; i++) {
      System.arraycopy(from[thread], 0, to[thread], 0, from[thread].length);
    }
  }
}
