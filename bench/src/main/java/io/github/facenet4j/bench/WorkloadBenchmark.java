package io.github.facenet4j.bench;

import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
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

/** Any workload under JMH, call to finish, in a JVM of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class WorkloadBenchmark {
  /** Stands for the variant that the family chooses itself. */
  static final String CHOSEN = "chosen";

  /** Device id, as {@code --device} takes it. */
  @Param("cpu")
  public String device;

  /** Benchmark and shape, as {@code bin/facenet bench --list} prints them. */
  @Param("gemm/nn 512x512x512")
  public String workload;

  /** {@code FAMILY: VARIANT}, to force a rung of an OpenCL ladder. */
  @Param(CHOSEN)
  public String variant;

  private Backend backend;
  private MemoryScope scope;
  private Runnable call;

  /** Opens the device and makes the operands. */
  @Setup(Level.Trial)
  public void open() {
    backend = Backends.require(device);
    if (!variant.equals(CHOSEN)) {
      int colon = variant.indexOf(':');
      ((OpenClBackend) backend)
          .choices()
          .force(variant.substring(0, colon), variant.substring(colon + 1).strip());
    }
    scope = MemoryScope.root(backend, "bench");
    call = Workloads.named(workload).setup().prepare(scope);
  }

  /** One call. */
  @Benchmark
  public void run() {
    call.run();
    backend.finish();
  }

  /** Closes the device. */
  @TearDown(Level.Trial)
  public void close() {
    scope.close();
    backend.close();
  }
}
