package io.github.facenet4j.bench.roofline;

import io.github.facenet4j.bench.vector.FmaPeak;
import java.util.ArrayList;
import java.util.List;

/**
 * Peak arithmetic and copy bandwidth of this processor on a number of threads, as samples spread
 * over a run: a machine that others use too is not equally fast at all times, so what is measured
 * is compared with the samples taken beside it.
 */
public final class Roofline {
  private static final int WARM_UP = 40;

  private final int threads;
  private final boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  private final List<Double> peaks = new ArrayList<>();
  private final List<Double> bandwidths = new ArrayList<>();
  private CopyBandwidth copy;
  private CopyBandwidth copyOfSize;

  /**
   * Warms the probe up.
   *
   * @param threads as many as the device uses
   */
  public Roofline(int threads) {
    this.threads = threads;
    for (int i = 0; i < WARM_UP; i++) {
      fma();
    }
  }

  private double fma() {
    return vector ? FmaPeak.sample(threads) : PlainFmaPeak.sample(threads);
  }

  /** Threads that the probes run on. */
  public int threads() {
    return threads;
  }

  /** How the peak is measured. */
  public String probe() {
    return vector
        ? "fused multiply-adds of the Vector API, 16 chains a thread"
        : "plain loops: a lower bound; run with --add-modules jdk.incubator.vector";
  }

  /** One sample of the peak, a few milliseconds: billions of floating-point operations a second. */
  public double samplePeak() {
    double peak = fma();
    peaks.add(peak);
    return peak;
  }

  /** The samples taken so far. */
  public List<Double> peakSamples() {
    return List.copyOf(peaks);
  }

  /**
   * One sample of the bandwidth, some ten milliseconds: billions of bytes a second, read and
   * written bytes both counted. The first makes the arrays, beyond the last-level cache, which
   * stay.
   */
  public double sampleBandwidth() {
    if (copy == null) {
      copy = new CopyBandwidth(threads, CopyBandwidth.bytesBeyondCaches());
    }
    double bandwidth = copy.sample();
    bandwidths.add(bandwidth);
    return bandwidth;
  }

  /**
   * The least time that the roofline allows (Williams, Waterman, Patterson 2009), with the slope of
   * whichever cache holds that many bytes; samples that bandwidth.
   *
   * @param peak a sample of the peak, taken beside
   * @param multiplyAdds two operations each
   * @param bytes that must move; 0 where they are not counted
   * @return nanoseconds, NaN where the bytes are not counted
   */
  public double sampleLeastNanos(double peak, long multiplyAdds, long bytes) {
    return bytes == 0
        ? Double.NaN
        : Math.max(2.0 * multiplyAdds / peak, bytes / sampleBandwidth(bytes));
  }

  /**
   * One sample of the bandwidth of copies that are so large, a few milliseconds: the rate of the
   * cache that holds them. Not among {@link #bandwidthSamples}.
   *
   * @param bytes of source and destination together, at least 1
   */
  private double sampleBandwidth(long bytes) {
    if (copyOfSize == null || copyOfSize.wantedBytes() != bytes) {
      copyOfSize = null; // before the next arrays are made
      copyOfSize = new CopyBandwidth(threads, bytes);
    }
    return copyOfSize.sample();
  }

  /** The samples taken so far. */
  public List<Double> bandwidthSamples() {
    return List.copyOf(bandwidths);
  }

  /** Bytes of the arrays that are copied; 0 before the first sample. */
  public long bandwidthBytes() {
    return copy == null ? 0 : copy.arrayBytes();
  }

  /** The middle value; of an even number the lower middle one. */
  public static double median(List<Double> values) {
    return values.stream().sorted().skip((values.size() - 1) / 2).findFirst().orElseThrow();
  }
}
