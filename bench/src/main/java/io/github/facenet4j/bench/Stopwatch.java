package io.github.facenet4j.bench;

import io.github.facenet4j.bench.Row.Commands;
import io.github.facenet4j.bench.Workload.Bound;
import io.github.facenet4j.bench.Workload.Cost;
import io.github.facenet4j.bench.roofline.Roofline;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Times workloads on one device, with samples of the device's peak between the samples of the
 * workload.
 *
 * <p>A sample is a number of calls and one wait for the device. Warm-up ends when a round of calls
 * is no longer clearly faster than those before and the JVM's compiler has come to rest. It begins
 * to compile what a call does on the host after some hundred calls only, and until then one call is
 * as slow as the next: so there is a least number of calls too, as far as there is time for them.
 */
final class Stopwatch {
  /** A round of the warm-up that is faster by more than this share calls for another. */
  private static final double STILL_FASTER = 0.02;

  /** So does one during which the JVM's compiler was busy for more than this share of the time. */
  private static final double STILL_COMPILING = 0.02;

  /** Calls of the warm-up at least, unless they take longer than the time below. */
  private static final int LEAST_CALLS = 150;

  private static final long MOST_NANOS_OF_LEAST_CALLS = 2_000_000_000L;

  private final Backend backend;
  private final Roofline roofline;
  private final Pace pace;
  private final Launches launches;
  private final CompilerTime compiler = new CompilerTime();

  /**
   * A stopwatch.
   *
   * @param backend open, with event times where it has them
   * @param roofline of the same device
   */
  Stopwatch(Backend backend, Roofline roofline, Pace pace) {
    this.backend = backend;
    this.roofline = roofline;
    this.pace = pace;
    this.launches = new Launches(backend);
  }

  /** Times one workload; its memory goes back to the device afterwards. */
  Row time(Workload workload) {
    try (MemoryScope scope = MemoryScope.root(backend, "bench")) {
      Runnable call = workload.setup().prepare(scope);
      int calls = warmUp(call);
      List<Double> nanos = new ArrayList<>();
      List<Double> deviceNanos = new ArrayList<>();
      List<Double> ceilings = new ArrayList<>();
      List<Double> roofNanos = new ArrayList<>();
      Commands commands = commands(call);
      launches.forget();
      for (int i = 0; i < pace.samples(); i++) {
        probe(workload.cost(), ceilings, roofNanos);
        nanos.add((double) nanos(call, calls) / calls);
        launches.nanosOfOne(calls).ifPresent(deviceNanos::add);
      }
      OptionalDouble device =
          deviceNanos.isEmpty()
              ? OptionalDouble.empty()
              : OptionalDouble.of(Roofline.median(deviceNanos));
      return new Row(
          workload,
          backend.device().id(),
          nanos,
          device,
          Roofline.median(ceilings),
          Roofline.median(roofNanos),
          Optional.of(commands),
          launches.variant());
    } finally {
      backend.memory().trim();
    }
  }

  /** Of one more call, once it is as the timed ones are. */
  private Commands commands(Runnable call) {
    TransferCounters counters = backend.counters();
    long launched = counters.launches();
    long waited = counters.waits();
    call.run();
    return new Commands(counters.launches() - launched, counters.waits() - waited);
  }

  private void probe(Cost cost, List<Double> ceilings, List<Double> roofNanos) {
    double peak = roofline.samplePeak();
    ceilings.add(cost.bound() == Bound.MEMORY ? roofline.sampleBandwidth() : peak);
    roofNanos.add(roofline.sampleLeastNanos(peak, cost.multiplyAdds(), cost.bytes()));
  }

  /** Runs the call until it is as fast as it gets; how many calls make a sample. */
  private int warmUp(Runnable call) {
    long begin = System.nanoTime();
    int calls = calls(nanos(call, 1));
    double best = Double.POSITIVE_INFINITY;
    int all = 0;
    while (true) {
      long round = System.nanoTime();
      long compiled = compiler.nanos();
      int done = 0;
      do {
        nanos(call, calls);
        launches.forget();
        done += calls;
      } while (System.nanoTime() - round < pace.roundNanos());
      long now = System.nanoTime();
      double one = (double) (now - round) / done;
      double compiling = (double) (compiler.nanos() - compiled) / (now - round);
      all += done;
      boolean begun = all >= LEAST_CALLS || now - begin > MOST_NANOS_OF_LEAST_CALLS;
      boolean settled = begun && one > best * (1 - STILL_FASTER) && compiling < STILL_COMPILING;
      best = Math.min(best, one);
      calls = calls((long) one);
      if (settled || now - begin > pace.mostWarmUpNanos()) {
        return calls;
      }
    }
  }

  private int calls(long nanosOfOne) {
    return (int) Math.max(1, Math.min(10_000, pace.sampleNanos() / Math.max(1, nanosOfOne)));
  }

  private long nanos(Runnable call, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    backend.finish();
    return System.nanoTime() - start;
  }
}
