package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The processor that runs the JVM as a device: tensors are Java arrays, ops run on a few threads
 * and are done when they return.
 *
 * <p>Ops may be called from several threads at once. Results are the same bits for every number of
 * threads, but differ in the last bits between the Vector API and plain loops.
 */
public final class CpuBackend implements Backend {
  static final String NAME = "Java threads";

  private final DeviceInfo device;
  private final DeviceMemory memory = new DeviceMemory(new HeapAllocator());
  private final TransferCounters counters = new TransferCounters();
  private final WorkPool pool;
  private final GemmOps gemm;
  private final ConvOps conv;
  private final PoolOps pooling;
  private final NormOps norm;
  private final ElementwiseOps elementwise;
  private final MetricOps metric;
  private final OptimOps optim;

  /**
   * Starts the threads.
   *
   * @param threads how many work on an op, the caller's included
   * @param kernels the inner loops
   */
  CpuBackend(int threads, KernelSet kernels) {
    device = describe(threads, kernels);
    pool = new WorkPool(threads);
    CpuContext context = new CpuContext(pool, kernels, counters);
    gemm = new CpuGemm(context);
    conv = new CpuConv(context);
    pooling = new CpuPool(context);
    norm = new CpuNorm(context);
    elementwise = new CpuElementwise(context);
    metric = new CpuMetric(context);
    optim = new CpuOptim(context);
  }

  static DeviceInfo describe(int threads, KernelSet kernels) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("threads", Integer.toString(threads));
    properties.put("kernels", kernels.description());
    properties.put("memoryBytes", Long.toString(Runtime.getRuntime().maxMemory()));
    properties.put("java", Runtime.version().toString());
    properties.put("architecture", System.getProperty("os.arch"));
    return new DeviceInfo("cpu", NAME, DeviceType.CPU, true, "", properties);
  }

  @Override
  public DeviceInfo device() {
    return device;
  }

  @Override
  public DeviceMemory memory() {
    return memory;
  }

  @Override
  public TransferCounters counters() {
    return counters;
  }

  /** Does nothing: ops are done when they return. */
  @Override
  public void finish() {}

  @Override
  public void writeFloats(Tensor target, float[] values) {
    System.arraycopy(values, 0, CpuStorage.floats(target), 0, values.length);
    counters.addWritten((long) values.length * DataType.BYTES);
  }

  @Override
  public void writeInts(Tensor target, int[] values) {
    System.arraycopy(values, 0, CpuStorage.ints(target), 0, values.length);
    counters.addWritten((long) values.length * DataType.BYTES);
  }

  @Override
  public void readFloats(Tensor source, float[] values) {
    System.arraycopy(CpuStorage.read(source), 0, values, 0, values.length);
    counters.addRead((long) values.length * DataType.BYTES);
  }

  @Override
  public void readInts(Tensor source, int[] values) {
    System.arraycopy(CpuStorage.ints(source), 0, values, 0, values.length);
    counters.addRead((long) values.length * DataType.BYTES);
  }

  @Override
  public GemmOps gemm() {
    return gemm;
  }

  @Override
  public ConvOps conv() {
    return conv;
  }

  @Override
  public PoolOps pool() {
    return pooling;
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
  public void close() {
    pool.close();
    memory.close();
  }
}
