package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;
import static io.github.facenet4j.tensor.reference.ReferenceStorage.ints;

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
import java.util.Arrays;
import java.util.Map;

/**
 * The oracle: one thread, plain loops, double precision throughout.
 *
 * <p>FLOAT32 tensors are {@code double[]} underneath, so finite differences and error bounds are
 * not drowned in single-precision rounding: {@link #writeDoubles} and {@link #readDoubles} reach
 * the full precision. Every op has run when its call returns. Stateless apart from the pool and the
 * counters, so ops on different tensors may run in different threads.
 */
public final class ReferenceBackend implements Backend {
  static final DeviceInfo DEVICE =
      new DeviceInfo(
          "reference",
          "plain Java loops in double precision",
          DeviceType.CPU,
          true,
          "",
          Map.of("purpose", "oracle for tests; slow"));

  private final DeviceMemory memory = new DeviceMemory(new ReferenceStorage.Heap());
  private final TransferCounters counters = new TransferCounters();
  private final GemmOps gemm = new ReferenceGemm(counters);
  private final ConvOps conv = new ReferenceConv(counters);
  private final PoolOps pool = new ReferencePool(counters);
  private final NormOps norm = new ReferenceNorm(counters);
  private final ElementwiseOps elementwise = new ReferenceElementwise(counters);
  private final MetricOps metric = new ReferenceMetric(counters);
  private final OptimOps optim = new ReferenceOptim(counters);

  @Override
  public DeviceInfo device() {
    return DEVICE;
  }

  @Override
  public DeviceMemory memory() {
    return memory;
  }

  @Override
  public TransferCounters counters() {
    return counters;
  }

  @Override
  public void finish() {
    // Every op has run when its call returns.
  }

  @Override
  public void writeFloats(Tensor target, float[] values) {
    double[] stored = doubles(target);
    for (int i = 0; i < values.length; i++) {
      stored[i] = values[i];
    }
    counters.addWritten((long) values.length * DataType.BYTES);
  }

  @Override
  public void writeInts(Tensor target, int[] values) {
    System.arraycopy(values, 0, ints(target), 0, values.length);
    counters.addWritten((long) values.length * DataType.BYTES);
  }

  @Override
  public void readFloats(Tensor source, float[] values) {
    double[] stored = doubles(source);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) stored[i];
    }
    counters.addRead((long) values.length * DataType.BYTES);
  }

  @Override
  public void readInts(Tensor source, int[] values) {
    System.arraycopy(ints(source), 0, values, 0, values.length);
    counters.addRead((long) values.length * DataType.BYTES);
  }

  /**
   * Copies host values into a float tensor without rounding them to single precision.
   *
   * @param values exactly {@code target.shape().elements()} values, row-major
   */
  public void writeDoubles(Tensor target, double[] values) {
    int elements = target.shape().intElements();
    if (values.length != elements) {
      throw new IllegalArgumentException(
          "Tensor " + target + " has " + elements + " elements, got " + values.length + " values");
    }
    System.arraycopy(values, 0, doubles(target), 0, elements);
    counters.addWritten((long) elements * DataType.BYTES);
  }

  /** The values of a float tensor in full precision, row-major. */
  public double[] readDoubles(Tensor source) {
    int elements = source.shape().intElements();
    counters.addRead((long) elements * DataType.BYTES);
    return Arrays.copyOf(doubles(source), elements);
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
  public void close() {
    memory.close();
  }
}
