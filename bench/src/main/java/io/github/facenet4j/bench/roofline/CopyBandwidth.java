package io.github.facenet4j.bench.roofline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rate at which arrays are copied that no cache holds: bytes read plus bytes written (the lines
 * that a store fetches first are not counted).
 *
 * <p>The arrays are together at least twice the last-level cache where its size is known, at least
 * {@value #LEAST_MEBIBYTES} MiB, and at most an eighth of the Java heap, on which they are.
 */
final class CopyBandwidth {
  private static final int LEAST_MEBIBYTES = 256;
  private static final Path LAST_LEVEL = Path.of("/sys/devices/system/cpu/cpu0/cache/index3/size");

  private final float[][] from;
  private final float[][] to;

  CopyBandwidth(int threads) {
    int elements = (int) Math.min(1 << 28, bytes() / (2L * Float.BYTES * threads));
    from = new float[threads][elements];
    to = new float[threads][elements];
    sample(); // touches every page
  }

  private static long bytes() {
    long wanted = Math.max((long) LEAST_MEBIBYTES << 20, 2 * lastLevelBytes());
    return Math.min(wanted, Runtime.getRuntime().maxMemory() / 8);
  }

  /** 0 where the system does not say. */
  private static long lastLevelBytes() {
    try {
      String size = Files.readString(LAST_LEVEL).strip();
      return size.endsWith("K") ? Long.parseLong(size.substring(0, size.length() - 1)) << 10 : 0;
    } catch (IOException | NumberFormatException unknown) {
      return 0;
    }
  }

  /** Bytes of all arrays. */
  long arrayBytes() {
    return 2L * Float.BYTES * from.length * from[0].length;
  }

  /** One measurement, in billions of bytes a second. */
  double sample() {
    long nanos =
        Together.nanos(from.length, t -> System.arraycopy(from[t], 0, to[t], 0, from[t].length));
    return (double) arrayBytes() / nanos;
  }
}
