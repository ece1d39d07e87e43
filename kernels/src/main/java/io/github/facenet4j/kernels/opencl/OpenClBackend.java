package io.github.facenet4j.kernels.opencl;

import io.github.facenet4j.kernels.library.KernelLibrary;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.ops.Geometry;
import io.github.facenet4j.kernels.ops.OpenClConvOps;
import io.github.facenet4j.kernels.ops.OpenClElementwiseOps;
import io.github.facenet4j.kernels.ops.OpenClGemmOps;
import io.github.facenet4j.kernels.ops.OpenClMetricOps;
import io.github.facenet4j.kernels.ops.OpenClNormOps;
import io.github.facenet4j.kernels.ops.OpenClOptimOps;
import io.github.facenet4j.kernels.ops.OpenClPoolOps;
import io.github.facenet4j.kernels.ops.Rounding;
import io.github.facenet4j.kernels.ops.TensorCoreProbe;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.TransferCounters;
import io.github.facenet4j.tensor.spi.Tuning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jocl.Pointer;

/** One open OpenCL device; the op families share its runtime. */
public final class OpenClBackend implements Backend {
  private final OpenClQueue queue;
  private final OpenClAllocator allocator;
  private final OpenClCompiler compiler;
  private final DeviceMemory memory;
  private final KernelRuntime runtime;
  private final VariantChoices choices = new VariantChoices();
  private final Rounding rounding;
  private final OpenClGemmOps gemm;
  private final ElementwiseOps elementwise;
  private final MetricOps metric;
  private final NormOps norm;
  private final OptimOps optim;
  private final OpenClConvOps convolutions;
  private final PoolOps pool;
  private final OpenClTuning tuning;
  private boolean closed;

  OpenClBackend(OpenClDevice device, Profiling profiling, Precision precision) {
    queue = new OpenClQueue(device, profiling);
    allocator = new OpenClAllocator(queue.context(), device.limits());
    compiler = new OpenClCompiler(queue);
    memory = new DeviceMemory(allocator);
    runtime =
        new KernelRuntime(device.limits(), new KernelLibrary(device.limits(), compiler), memory);
    TensorCoreProbe probe = new TensorCoreProbe(runtime, this);
    rounding = Rounding.of(precision, device.limits(), probe);
    gemm = new OpenClGemmOps(runtime, choices, rounding, probe);
    convolutions = new OpenClConvOps(runtime, choices, Geometry.of(device.limits()), rounding);
    elementwise = new OpenClElementwiseOps(runtime, choices);
    metric = new OpenClMetricOps(runtime, choices);
    norm = new OpenClNormOps(runtime, choices);
    optim = new OpenClOptimOps(runtime);
    pool = new OpenClPoolOps(runtime);
    tuning = new OpenClTuning(device, choices, precision, this::ladders);
  }

  /** The rungs of every family. */
  Map<String, List<KernelVariant>> ladders() {
    Map<String, List<KernelVariant>> ladders = new LinkedHashMap<>(OpenClMetricOps.ladders());
    ladders.putAll(productLadders());
    return ladders;
  }

  /** The rungs of the ops whose operands may be rounded. */
  Map<String, List<KernelVariant>> productLadders() {
    Map<String, List<KernelVariant>> ladders = new LinkedHashMap<>();
    ladders.put(gemm.family(), gemm.variants());
    for (OpenClConvOps.Pass pass : OpenClConvOps.Pass.values()) {
      ladders.put(convolutions.family(pass), convolutions.variants(pass));
    }
    return ladders;
  }

  @Override
  public DeviceInfo device() {
    return queue.device().info();
  }

  @Override
  public DeviceMemory memory() {
    return memory;
  }

  @Override
  public TransferCounters counters() {
    return queue.counters();
  }

  /** What op families, tests and benchmarks launch kernels through. */
  public KernelRuntime runtime() {
    return runtime;
  }

  /** Forces variants of an op family, for tests and benchmarks. */
  public VariantChoices choices() {
    return choices;
  }

  /**
   * Waits for the device and takes the times of all launches since the last call, in order; empty
   * unless the backend was opened with {@link Profiling#ON}.
   */
  public List<KernelTiming> drainTimings() {
    return queue.drainTimings();
  }

  @Override
  public void finish() {
    queue.finish();
  }

  @Override
  public void writeFloats(Tensor target, float[] values) {
    queue.write(storage(target), values);
  }

  @Override
  public void writeInts(Tensor target, int[] values) {
    queue.write(storage(target), values);
  }

  @Override
  public void readFloats(Tensor source, float[] values) {
    queue.read(storage(source), Pointer.to(values), (long) values.length * DataType.BYTES);
  }

  @Override
  public void readInts(Tensor source, int[] values) {
    queue.read(storage(source), Pointer.to(values), (long) values.length * DataType.BYTES);
  }

  private static OpenClStorage storage(Tensor tensor) {
    return (OpenClStorage) tensor.storage();
  }

  @Override
  public GemmOps gemm() {
    return gemm;
  }

  @Override
  public ConvOps conv() {
    return convolutions;
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
  public ElementwiseOps elementwise() {
    return elementwise;
  }

  @Override
  public MetricOps metric() {
    return metric;
  }

  @Override
  public OptimOps optim() {
    return optim;
  }

  @Override
  public Precision precision() {
    return rounding.precision();
  }

  @Override
  public String productKernels() {
    return rounding.line();
  }

  @Override
  public Optional<Tuning> tuning() {
    return Optional.of(tuning);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    queue.finish();
    memory.close();
    allocator.close();
    compiler.close();
    queue.close();
  }
}
