package io.github.facenet4j.bench.roofline;

import io.github.facenet4j.bench.vector.FmaPeak;

/** The processor, by Java threads. */
final class ProcessorProbe implements Probe {
  private static final int WARM_UP = 40;

  private final int threads;
  private final boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  private CopyBandwidth copy;
  private CopyBandwidth copyOfSize;

  /** Warms up. */
  ProcessorProbe(int threads) {
    this.threads = threads;
    for (int i = 0; i < WARM_UP; i++) {
      peak();
    }
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public String words() {
    return vector
        ? "fused multiply-adds of the Vector API, 16 chains a thread"
        : "plain loops: a lower bound; run with --add-modules jdk.incubator.vector";
  }

  @Override
  public double peak() {
    return vector ? FmaPeak.sample(threads) : PlainFmaPeak.sample(threads);
  }

  @Override
  public double bandwidth() {
    if (copy == null) {
      copy = new CopyBandwidth(threads, CopyBandwidth.bytesBeyondCaches());
    }
    return copy.sample();
  }

  @Override
  public long bandwidthBytes() {
    return copy == null ? 0 : copy.arrayBytes();
  }

  @Override
  public double bandwidth(long bytes) {
    if (copyOfSize == null || copyOfSize.wantedBytes() != bytes) {
      copyOfSize = null; // before the next arrays are made
      copyOfSize = new CopyBandwidth(threads, bytes);
    }
    return copyOfSize.sample();
  }

  @Override
  public void close() {
    copy = null;
    copyOfSize = null;
  }
}
