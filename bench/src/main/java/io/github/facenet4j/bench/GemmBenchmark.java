package io.github.facenet4j.bench;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** C = A·B on one device, call to finish. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemmBenchmark {
  /** Device id, as {@code --device} takes it. */
  @Param("cpu")
  public String device;

  /** M x N x K: cubes, then products as nn4.small2 has them. */
  @Param({"512x512x512", "1024x1024x1024", "64x4608x192", "384x4608x1024"})
  public String shape;

  private Backend backend;
  private MemoryScope scope;
  private GemmSpec spec;
  private Tensor a;
  private Tensor b;
  private Tensor c;

  /** The product that a shape parameter means. */
  static GemmSpec spec(String shape) {
    int[] sizes = Sizes.parse(shape, 3);
    return GemmSpec.of("gemm/" + shape, sizes[0], sizes[1], sizes[2]);
  }

  /** Opens the device and fills A and B. */
  @Setup(Level.Trial)
  public void open() {
    backend = Backends.require(device);
    scope = MemoryScope.root(backend, "bench");
    spec = spec(shape);
    a = Sizes.random(scope, Shape.of(spec.m(), spec.k()), 1);
    b = Sizes.random(scope, Shape.of(spec.k(), spec.n()), 2);
    c = scope.floats(Shape.of(spec.m(), spec.n()));
  }

  /** One product. */
  @Benchmark
  public void multiply() {
    backend.gemm().multiply(spec, a, b, Epilogue.NONE, c);
    backend.finish();
  }

  /** Closes the device. */
  @TearDown(Level.Trial)
  public void close() {
    scope.close();
    backend.close();
  }
}
