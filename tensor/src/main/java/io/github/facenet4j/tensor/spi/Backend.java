package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;
import java.util.Optional;

/**
 * One open device: memory, copies, and the op families that compute on it.
 *
 * <p>Ops may return before the work is done and run in the order of the calls; reads wait. Ops may
 * be called from several threads. Closing the backend frees everything; tensors of it are unusable
 * afterwards.
 */
public interface Backend extends AutoCloseable {

  /** The device, as every result names it. */
  DeviceInfo device();

  /** The pool over the device's memory. */
  DeviceMemory memory();

  /** Bytes moved and kernels launched since the backend was opened. */
  TransferCounters counters();

  /** Waits until all work that was asked for is done. */
  void finish();

  /** Host to device; the array may be reused on return. */
  void writeFloats(Tensor target, float[] values);

  /** Host to device; the array may be reused on return. */
  void writeInts(Tensor target, int[] values);

  /** Waits for the device, then device to host. */
  void readFloats(Tensor source, float[] values);

  /** Waits for the device, then device to host. */
  void readInts(Tensor source, int[] values);

  /** Matrix products. */
  GemmOps gemm();

  /** Convolutions. */
  ConvOps conv();

  /** Pooling. */
  PoolOps pool();

  /** Batch norm, local response normalisation, L2 normalisation. */
  NormOps norm();

  /** Activations, sums, copies. */
  ElementwiseOps elementwise();

  /** Distances, negative selection, triplet loss. */
  MetricOps metric();

  /** Parameter updates. */
  OptimOps optim();

  /** The choice of kernels by measurement; empty where there is only one kernel for each op. */
  default Optional<Tuning> tuning() {
    return Optional.empty();
  }

  /** What the operands of matrix products and dense convolutions are rounded to. */
  default Precision precision() {
    return Precision.FP32;
  }

  /** One line: what computes those products, and why nothing faster does. */
  default String productKernels() {
    return precision().label();
  }

  @Override
  void close();
}
