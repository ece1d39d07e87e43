package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/** A backend with ops of its own on another one's device: its memory, copies and counters. */
public abstract class ForwardingBackend implements Backend {
  private final Backend target;

  /**
   * Stands before a backend.
   *
   * @param target open; closed with this one
   */
  protected ForwardingBackend(Backend target) {
    this.target = target;
  }

  @Override
  public final DeviceInfo device() {
    return target.device();
  }

  @Override
  public final DeviceMemory memory() {
    return target.memory();
  }

  @Override
  public final TransferCounters counters() {
    return target.counters();
  }

  @Override
  public final Precision precision() {
    return target.precision();
  }

  @Override
  public final String productKernels() {
    return target.productKernels();
  }

  @Override
  public final void finish() {
    target.finish();
  }

  @Override
  public final void writeFloats(Tensor tensor, float[] values) {
    target.writeFloats(tensor, values);
  }

  @Override
  public final void writeInts(Tensor tensor, int[] values) {
    target.writeInts(tensor, values);
  }

  @Override
  public final void readFloats(Tensor tensor, float[] values) {
    target.readFloats(tensor, values);
  }

  @Override
  public final void readInts(Tensor tensor, int[] values) {
    target.readInts(tensor, values);
  }

  @Override
  public void close() {
    target.close();
  }
}
