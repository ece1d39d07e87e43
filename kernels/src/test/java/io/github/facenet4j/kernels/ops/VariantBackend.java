package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.ForwardingBackend;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.PoolOps;
import java.util.function.UnaryOperator;

/** An OpenCL device with a layout of kernels that it would not pick itself. */
final class VariantBackend extends ForwardingBackend {
  private final OpenClBackend device;
  private final ConvOps conv;
  private final ElementwiseOps elementwise;
  private final MetricOps metric;
  private final NormOps norm;
  private final OptimOps optim;
  private final PoolOps pool;

  private VariantBackend(OpenClBackend device, KernelRuntime runtime, Geometry geometry) {
    super(device);
    this.device = device;
    conv = new OpenClConvOps(runtime, device.choices(), geometry, Rounding.NONE);
    elementwise = new OpenClElementwiseOps(runtime, device.choices(), geometry);
    metric = new OpenClMetricOps(runtime, device.choices());
    norm = new OpenClNormOps(runtime, device.choices(), geometry);
    optim = new OpenClOptimOps(runtime, geometry);
    pool = new OpenClPoolOps(runtime, geometry);
  }

  /** The device of the tests, with this layout. */
  static VariantBackend open(Geometry geometry) {
    OpenClBackend device = TestDevice.open();
    return new VariantBackend(device, device.runtime(), geometry);
  }

  /** With the layout that suits the device. */
  static VariantBackend open() {
    return open(UnaryOperator.identity());
  }

  /** With limits other than the device's, which must not promise more than it has. */
  static VariantBackend open(UnaryOperator<DeviceLimits> change) {
    OpenClBackend device = TestDevice.open();
    KernelRuntime runtime = device.runtime();
    DeviceLimits limits = change.apply(runtime.limits());
    return new VariantBackend(
        device,
        new KernelRuntime(limits, runtime.library(), runtime.memory()),
        Geometry.of(limits));
  }

  DeviceLimits limits() {
    return device.runtime().limits();
  }

  VariantChoices choices() {
    return device.choices();
  }

  @Override
  public ElementwiseOps elementwise() {
    return elementwise;
  }

  @Override
  public OptimOps optim() {
    return optim;
  }

  @Override
  public MetricOps metric() {
    return metric;
  }

  @Override
  public PoolOps pool() {
    return pool;
  }

  @Override
  public NormOps norm() {
    return norm;
  }

  @Override
  public GemmOps gemm() {
    return device.gemm();
  }

  @Override
  public ConvOps conv() {
    return conv;
  }
}
