package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;

/** An OpenCL backend whose op families can be replaced, to run a variant that it would not pick. */
final class VariantBackend implements Backend {
  private final OpenClBackend device;
  private MetricOps metric;
  private PoolOps pool;
  private NormOps norm;
  private ElementwiseOps elementwise;
  private OptimOps optim;

  private VariantBackend(OpenClBackend device) {
    this.device = device;
    this.metric = device.metric();
  }

  /** The first OpenCL device; where there is none the test is skipped with the reason. */
  static VariantBackend open() {
    try {
      return new VariantBackend((OpenClBackend) Backends.require("opencl"));
    } catch (BackendUnavailableException absent) {
      Assumptions.abort(absent.getMessage());
      throw absent;
    }
  }

  /** With these metric ops. */
  VariantBackend metric(Function<KernelRuntime, MetricOps> ops) {
    metric = ops.apply(device.runtime());
    return this;
  }

  KernelRuntime runtime() {
    return device.runtime();
  }

  @Override
  public MetricOps metric() {
    return metric;
  }

  @Override
  public PoolOps pool() {
    return pool == null ? device.pool() : pool;
  }

  @Override
  public NormOps norm() {
    return norm == null ? device.norm() : norm;
  }

  @Override
  public ElementwiseOps elementwise() {
    return elementwise == null ? device.elementwise() : elementwise;
  }

  @Override
  public OptimOps optim() {
    return optim == null ? device.optim() : optim;
  }

  @Override
  public GemmOps gemm() {
    return device.gemm();
  }

  @Override
  public ConvOps conv() {
    return device.conv();
  }

  @Override
  public DeviceInfo device() {
    return device.device();
  }

  @Override
  public DeviceMemory memory() {
    return device.memory();
  }

  @Override
  public TransferCounters counters() {
    return device.counters();
  }

  @Override
  public void finish() {
    device.finish();
  }

  @Override
  public void writeFloats(Tensor target, float[] values) {
    device.writeFloats(target, values);
  }

  @Override
  public void writeInts(Tensor target, int[] values) {
    device.writeInts(target, values);
  }

  @Override
  public void readFloats(Tensor source, float[] values) {
    device.readFloats(source, values);
  }

  @Override
  public void readInts(Tensor source, int[] values) {
    device.readInts(source, values);
  }

  @Override
  public void close() {
    device.close();
  }
}
