package io.github.facenet4j.bench;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
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

/** The three passes of a convolution on one device, call to finish. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvBenchmark {
  /** Device id, as {@code --device} takes it. */
  @Param("cpu")
  public String device;

  /**
   * N x H x W x C x O x kernel x stride x pad: layers of nn4.small2 (conv1, conv3, 3a.3x3, 3a.1x1,
   * 3c.3x3, 5a.3x3).
   */
  @Param({
    "32x96x96x3x64x7x2x3",
    "32x24x24x64x192x3x1x1",
    "32x12x12x96x128x3x1x1",
    "32x12x12x192x64x1x1x0",
    "32x12x12x128x256x3x2x1",
    "32x3x3x96x384x3x1x1"
  })
  public String shape;

  private Backend backend;
  private MemoryScope scope;
  private Conv2dSpec spec;
  private Tensor x;
  private Tensor w;
  private Tensor y;
  private Tensor dx;
  private Tensor dw;

  /** The convolution that a shape parameter means. */
  static Conv2dSpec spec(String shape) {
    int[] s = Sizes.parse(shape, 8);
    return Conv2dSpec.square(
        "conv/" + shape, Shape.nhwc(s[0], s[1], s[2], s[3]), s[4], s[5], s[6], s[7]);
  }

  /** Opens the device and fills the operands. */
  @Setup(Level.Trial)
  public void open() {
    backend = Backends.require(device);
    scope = MemoryScope.root(backend, "bench");
    spec = spec(shape);
    x = Sizes.random(scope, spec.input(), 1);
    w = Sizes.random(scope, spec.filter(), 2);
    y = Sizes.random(scope, spec.output(), 3);
    dx = scope.floats(spec.input());
    dw = scope.zeros(spec.filter());
  }

  /** y from x and w. */
  @Benchmark
  public void forward() {
    backend.conv().forward(spec, x, w, Epilogue.NONE, y);
    backend.finish();
  }

  /** dx from dy and w. */
  @Benchmark
  public void dataGradient() {
    backend.conv().dataGradient(spec, y, w, dx);
    backend.finish();
  }

  /** dw from x and dy. */
  @Benchmark
  public void weightGradient() {
    backend.conv().weightGradient(spec, x, y, dw);
    backend.finish();
  }

  /** Closes the device. */
  @TearDown(Level.Trial)
  public void close() {
    scope.close();
    backend.close();
  }
}
