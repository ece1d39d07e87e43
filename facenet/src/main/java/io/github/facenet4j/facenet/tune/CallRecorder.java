package io.github.facenet4j.facenet.tune;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import io.github.facenet4j.tensor.spi.MetricOps;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.Storage;
import io.github.facenet4j.tensor.spi.StorageAllocator;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A device that computes nothing and has no memory: it notes the calls that are worth tuning, so a
 * pass over it shows what the network asks for, and its pool what that takes. What is read from it
 * is 0.
 */
public final class CallRecorder implements Backend {
  private static final DeviceInfo INFO =
      new DeviceInfo("recorder", "no hardware", DeviceType.ACCELERATOR, true, "", Map.of());

  private final List<OpCall> calls = new ArrayList<>();
  private final DeviceMemory memory = new DeviceMemory(new NoMemory());
  private final TransferCounters counters = new TransferCounters();

  /** A storage without contents. */
  private record Extent(DataType type, long elements) implements Storage {}

  private static final class NoMemory implements StorageAllocator {
    @Override
    public Storage allocate(DataType type, long elements) {
      return new Extent(type, elements);
    }

    @Override
    public void free(Storage storage) {
      // There is nothing to give back.
    }
  }

  /** The calls so far, in order. */
  public List<OpCall> calls() {
    return List.copyOf(calls);
  }

  @Override
  public GemmOps gemm() {
    return (spec, a, b, epilogue, c) -> calls.add(new OpCall.Multiply(spec));
  }

  @Override
  public ConvOps conv() {
    return new ConvOps() {
      @Override
      public void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
        calls.add(new OpCall.ConvForward(spec));
      }

      @Override
      public void invertedResidual(
          InvertedResidualSpec spec,
          Tensor x,
          ConvStep expand,
          ConvStep filter,
          ConvStep project,
          Tensor y) {
        boolean withoutSlopes =
            Stream.of(expand, filter, project).allMatch(step -> step.epilogue().slopes() == null);
        if (withoutSlopes) {
          calls.add(new OpCall.InvertedResidual(spec));
        } else {
          ConvOps.super.invertedResidual(spec, x, expand, filter, project, y);
        }
      }

      @Override
      public void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
        calls.add(new OpCall.ConvDataGradient(spec));
      }

      @Override
      public void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
        calls.add(new OpCall.ConvWeightGradient(spec));
      }
    };
  }

  /** Ops of this family are neither done nor noted. */
  private static <T> T idle(Class<T> family) {
    return family.cast(
        Proxy.newProxyInstance(
            family.getClassLoader(), new Class<?>[] {family}, (proxy, method, arguments) -> null));
  }

  @Override
  public PoolOps pool() {
    return idle(PoolOps.class);
  }

  @Override
  public NormOps norm() {
    return idle(NormOps.class);
  }

  @Override
  public ElementwiseOps elementwise() {
    return idle(ElementwiseOps.class);
  }

  @Override
  public MetricOps metric() {
    return idle(MetricOps.class);
  }

  @Override
  public OptimOps optim() {
    return idle(OptimOps.class);
  }

  @Override
  public DeviceInfo device() {
    return INFO;
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
    // Nothing was begun.
  }

  @Override
  public void writeFloats(Tensor target, float[] values) {
    // Nobody will read them.
  }

  @Override
  public void writeInts(Tensor target, int[] values) {
    // Nobody will read them.
  }

  @Override
  public void readFloats(Tensor source, float[] values) {
    // An array begins with zeros.
  }

  @Override
  public void readInts(Tensor source, int[] values) {
    // An array begins with zeros.
  }

  @Override
  public void close() {
    memory.close();
  }
}
