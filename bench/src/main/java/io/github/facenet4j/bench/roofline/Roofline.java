package io.github.facenet4j.bench.roofline;

import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceType;
import java.util.ArrayList;
import java.util.List;

/**
 * Peak arithmetic and copy bandwidth of a device, as samples spread over a run: a machine that
 * others use too is not equally fast at all times, so what is measured is compared with the samples
 * taken beside it. Closing gives the probe's arrays back.
 */
public final class Roofline implements AutoCloseable {
  private final Probe probe;
  private final List<Double> peaks = new ArrayList<>();
  private final List<Double> bandwidths = new ArrayList<>();

  private Roofline(Probe probe) {
    this.probe = probe;
  }

  /**
   * Of this processor; warms the probe up.
   *
   * @param threads as many as the device uses
   */
  public Roofline(int threads) {
    this(new ProcessorProbe(threads));
  }

  /**
   * Of a device. Devices that compute on this processor are held against what Java threads reach on
   * it, other OpenCL devices against what OpenCL kernels reach on them.
   *
   * @param backend open for as long as the roofline is
   */
  public static Roofline of(Backend backend) {
    return backend.device().type() != DeviceType.CPU && backend instanceof OpenClBackend openCl
        ? ofKernels(openCl)
        : new Roofline(threads(backend.device()));
  }

  /** Of an OpenCL device by its own kernels, whatever it computes on. */
  static Roofline ofKernels(OpenClBackend backend) {
    return new Roofline(new DeviceProbe(backend));
  }

  /** Threads that the device computes on: those of the pure-JVM device, or compute units. */
  private static int threads(DeviceInfo device) {
    int processors = Runtime.getRuntime().availableProcessors();
    String units =
        device
            .properties()
            .getOrDefault("threads", device.properties().getOrDefault("computeUnits", "1"));
    return Math.min(processors, Integer.parseInt(units));
  }

  /** Threads that the probes run on; of a GPU its compute units. */
  public int threads() {
    return probe.threads();
  }

  /** How the peak is measured. */
  public String probe() {
    return probe.words();
  }

  /** One sample of the peak, a few milliseconds: billions of floating-point operations a second. */
  public double samplePeak() {
    double peak = probe.peak();
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
    double bandwidth = probe.bandwidth();
    bandwidths.add(bandwidth);
    return bandwidth;
  }

  /**
   * The least time that the roofline allows (Williams, Waterman, Patterson 2009), with the slope of
   * whichever cache holds that many bytes; samples that bandwidth, which is not among {@link
   * #bandwidthSamples}.
   *
   * @param peak a sample of the peak, taken beside
   * @param multiplyAdds two operations each
   * @param bytes that must move; 0 where they are not counted
   * @return nanoseconds, NaN where the bytes are not counted
   */
  public double sampleLeastNanos(double peak, long multiplyAdds, long bytes) {
    return bytes == 0
        ? Double.NaN
        : Math.max(2.0 * multiplyAdds / peak, bytes / probe.bandwidth(bytes));
  }

  /** The samples taken so far. */
  public List<Double> bandwidthSamples() {
    return List.copyOf(bandwidths);
  }

  /** Bytes of the arrays that are copied; 0 before the first sample. */
  public long bandwidthBytes() {
    return probe.bandwidthBytes();
  }

  /** The middle value; of an even number the lower middle one. */
  public static double median(List<Double> values) {
    return values.stream().sorted().skip((values.size() - 1) / 2).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    probe.close();
  }
}
