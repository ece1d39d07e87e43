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
      copy = new CopyBandwidth(threads);
    }
    double bandwidth = copy.sample();
    bandwidths.add(bandwidth);
    return bandwidth;
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
