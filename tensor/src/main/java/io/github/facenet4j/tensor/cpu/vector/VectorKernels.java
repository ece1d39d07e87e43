package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.ChannelKernels;
import io.github.facenet4j.tensor.cpu.FilterKernels;
import io.github.facenet4j.tensor.cpu.KernelSet;
import io.github.facenet4j.tensor.cpu.LrnKernels;
import io.github.facenet4j.tensor.cpu.MetricKernels;
import io.github.facenet4j.tensor.cpu.ProductKernels;
import io.github.facenet4j.tensor.cpu.WindowKernels;
import io.github.facenet4j.tensor.cpu.WinogradKernels;
import jdk.incubator.vector.FloatVector;

/** Inner loops on the Vector API, in vectors of the width the JVM prefers. */
public final class VectorKernels implements KernelSet {
  private final ProductKernels products = new VectorProducts();
  private final ChannelKernels channels = new VectorChannels();
  private final WindowKernels windows = new VectorWindows();
  private final FilterKernels filters = new VectorFilters();
  private final LrnKernels lrn = new VectorLrn();
  private final WinogradKernels winograd = new VectorWinograd();
  private final MetricKernels metric = new VectorMetric();

  @Override
  public String description() {
    return "Vector API, "
        + FloatVector.SPECIES_PREFERRED.length()
        + " floats ("
        + FloatVector.SPECIES_PREFERRED.vectorBitSize()
        + " bits)";
  }

  @Override
  public ProductKernels products() {
    return products;
  }

  @Override
  public ChannelKernels channels() {
    return channels;
  }

  @Override
  public WindowKernels windows() {
    return windows;
  }

  @Override
  public FilterKernels filters() {
    return filters;
  }

  @Override
  public LrnKernels lrn() {
    return lrn;
  }

  @Override
  public WinogradKernels winograd() {
    return winograd;
  }

  @Override
  public MetricKernels metric() {
    return metric;
  }
}
