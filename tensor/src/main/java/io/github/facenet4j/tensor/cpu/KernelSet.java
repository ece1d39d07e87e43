package io.github.facenet4j.tensor.cpu;

/**
 * The inner loops of the pure-JVM backend, on one thread: the seam between what an op does and how
 * the processor's vector units are reached.
 *
 * <p>Two implementations: the Vector API ({@code tensor.cpu.vector}, found through {@link
 * java.util.ServiceLoader} when the JVM has the incubator module) and plain loops that C2
 * vectorises.
 */
public interface KernelSet {

  /** What it is, for {@code devices}: such as {@code Vector API, 16 x float} or plain loops. */
  String description();

  /** Matrix products and convolutions. */
  ProductKernels products();

  /** Per-channel maps and sums, activations. */
  ChannelKernels channels();

  /** Pooling windows. */
  WindowKernels windows();

  /** Depthwise filters. */
  FilterKernels filters();

  /** Local response normalisation with beta = 3/4 and a k of at least {@link Float#MIN_NORMAL}. */
  LrnKernels lrn();

  /** Transforms of Winograd's convolution. */
  WinogradKernels winograd();

  /** Distances between vectors and the choice of negatives. */
  MetricKernels metric();
}
