package io.github.facenet4j.tensor.cpu;

/** Inner loops without the Vector API: works on every JVM, C2 vectorises what it can. */
final class PlainKernels implements KernelSet {
  private final ProductKernels products = new PlainProducts();
  private final ChannelKernels channels = new PlainChannels();
  private final WindowKernels windows = new PlainWindows();
  private final FilterKernels filters = new PlainFilters();
  private final LrnKernels lrn = new PlainLrn();
  private final WinogradKernels winograd = new PlainWinograd();
  private final MetricKernels metric = new PlainMetric();

  @Override
  public String description() {
    return "plain loops";
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
