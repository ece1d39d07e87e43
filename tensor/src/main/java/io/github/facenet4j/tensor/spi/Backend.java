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

  /**
   * Rounds the operands of later {@linkplain #gemm matrix products} to this precision.
   *
   * @return one line: what computes the products from now on, and why nothing faster does
   * @throws IllegalArgumentException where the device computes in {@link Precision#FP32} only
   */
  default String usePrecision(Precision precision) {
    if (precision != Precision.FP32) {
      throw new IllegalArgumentException(
          "Precision '%s' was asked for, and device '%s' computes in fp32 only. Use --precision fp32 or an OpenCL device."
              .formatted(precision.label(), device().id()));
    }
    return "fp32";
  }

  @Override
  void close();
}
