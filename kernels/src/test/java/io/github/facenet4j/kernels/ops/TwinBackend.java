package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.ForwardingBackend;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.PoolOps;

/**
 * A device on which every matrix product is also computed by two variants that must agree to the
 * bit. The product itself is the device's own.
 */
final class TwinBackend extends ForwardingBackend {
  private final OpenClBackend device;
  private final GemmLaunch launch;
  private final KernelVariant variant;
  private final KernelVariant twin;

  TwinBackend(OpenClBackend device, KernelVariant variant, KernelVariant twin) {
    super(device);
    this.device = device;
    this.launch = new GemmLaunch(device.runtime());
    this.variant = variant;
    this.twin = twin;
  }

  @Override
  public GemmOps gemm() {
    return this::multiply;
  }

  @Override
  public ConvOps conv() {
    return device.conv();
  }

  @Override
  public PoolOps pool() {
    return device.pool();
  }

  @Override
  public NormOps norm() {
    return device.norm();
  }

  @Override
  public ElementwiseOps elementwise() {
    return device.elementwise();
  }

  @Override
  public MetricOps metric() {
    return device.metric();
  }

  @Override
  public OptimOps optim() {
    return device.optim();
  }

  private void multiply(GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    float[] before = new float[spec.m() * spec.n()];
    device.readFloats(c, before);
    assertArrayEquals(
        result(twin, spec, a, b, epilogue, before),
        result(variant, spec, a, b, epilogue, before),
        () -> variant.name() + " " + spec);
    device.gemm().multiply(spec, a, b, epilogue, c);
  }

  private float[] result(
      KernelVariant by, GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, float[] before) {
    try (MemoryScope scope = MemoryScope.root(device, "twin")) {
      Tensor c = scope.floats(Shape.of(spec.m(), spec.n()), before);
      launch.multiply(by, spec, a, b, epilogue, c);
      float[] values = new float[before.length];
      device.readFloats(c, values);
      return values;
    }
  }
}
