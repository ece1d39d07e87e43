package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.Workload.Operation;
import io.github.facenet4j.kernels.tuning.Workload.Values;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Finds the fastest variant for a call: every variant of the family that fits the device is held
 * against the oracle on a small version of the call; those that are right and not hopeless race on
 * the call itself.
 *
 * <p>Used by one thread; the device is the tuner's alone while it measures.
 */
final class Tuner {
  /** A variant so many times slower than the best on the small version does not race. */
  private static final int HOPELESS = 4;

  private static final int SCREENING_RUNS = 3;
  private static final int MOST_CALLS_OF_A_SAMPLE = 200;

  private final Backend device;
  private final VariantChoices choices;
  private final Ladders ladders;
  private final LaunchClock clock;
  private final int rounds;
  private final long sampleNanos;

  /**
   * A tuner of one device.
   *
   * @param choices what the device's ops ask; nothing is forced when a tuning ends
   * @param clock the device's
   * @param rounds how often each racing variant is timed
   * @param sampleNanos calls are repeated until they take so long together
   */
  Tuner(
      Backend device,
      VariantChoices choices,
      Ladders ladders,
      LaunchClock clock,
      int rounds,
      long sampleNanos) {
    this.device = device;
    this.choices = choices;
    this.ladders = ladders;
    this.clock = clock;
    this.rounds = rounds;
    this.sampleNanos = sampleNanos;
  }

  /**
   * What one workload gave.
   *
   * @param variant the choice
   * @param nanos its median
   * @param byDefault what the family chooses itself
   * @param defaultNanos its median; 0 where it was rejected
   * @param errorPpb error of the choice, see {@link TuningEntry}
   * @param rejected name and reason of each variant that was wrong or failed
   */
  record Choice(
      KernelVariant variant,
      long nanos,
      KernelVariant byDefault,
      long defaultNanos,
      long errorPpb,
      List<String> rejected) {}

  /** A variant that agrees with the oracle: how well, and how fast on the small version. */
  private record Passed(KernelVariant variant, long errorPpb, long nanos) {}

  /**
   * Tunes one workload.
   *
   * @param previous name of the choice to beat; without one, or where it no longer exists, the
   *     default is
   * @throws IllegalStateException when no variant agrees with the oracle
   */
  Choice tune(Workload workload, Optional<String> previous) {
    String family = workload.shape().family();
    List<String> rejected = new ArrayList<>();
    try (MemoryScope scope = MemoryScope.root(device, "tune " + workload.shape())) {
      Operation operation = workload.on(scope, Values.SIGNED);
      KernelVariant byDefault = defaultOf(family, operation);
      // In this order: who holds the place, who holds it unasked, who else there is.
      Set<KernelVariant> candidates = new LinkedHashSet<>();
      previous
          .flatMap(name -> VariantChoices.named(name, ladders.fitting(family)))
          .ifPresent(candidates::add);
      candidates.add(byDefault);
      candidates.addAll(ladders.fitting(family));
      Map<KernelVariant, Passed> racing =
          racing(screen(workload.reduced(), candidates, rejected), byDefault);
      warmUp(family, operation, racing, rejected);
      if (racing.isEmpty()) {
        throw new IllegalStateException(
            "No variant of '%s' is right on '%s': %s"
                .formatted(family, device.device().name(), String.join("; ", rejected)));
      }
      Race<KernelVariant> race =
          new Race<>(List.copyOf(racing.keySet()), byDefault, timer(family, operation, racing));
      race.run(rounds);
      KernelVariant winner = race.winner();
      return new Choice(
          winner,
          race.medianNanos(winner),
          byDefault,
          racing.containsKey(byDefault) ? race.medianNanos(byDefault) : 0,
          racing.get(winner).errorPpb(),
          List.copyOf(rejected));
    } finally {
      choices.release(family);
    }
  }

  private KernelVariant defaultOf(String family, Operation operation) {
    return choices.chosenBy(
        family,
        () -> {
          operation.call().run();
          device.finish();
        });
  }

  /** Forces a variant; a default that is none of the ladder's comes unforced. */
  private void select(String family, KernelVariant variant) {
    if (ladders.fitting(family).contains(variant)) {
      choices.force(family, variant.name());
    } else {
      choices.release(family);
    }
  }

  /**
   * Holds the candidates against the oracle and times them roughly; keeps their order. A variant
   * that leaves this call to another one is no candidate.
   */
  private List<Passed> screen(
      Workload small, Set<KernelVariant> candidates, List<String> rejected) {
    String family = small.shape().family();
    OracleCheck oracle = new OracleCheck(small);
    List<Passed> passed = new ArrayList<>();
    try (MemoryScope scope = MemoryScope.root(device, "screen " + small.shape())) {
      Operation operation = small.on(scope, Values.SIGNED);
      long best = Long.MAX_VALUE;
      for (KernelVariant candidate : candidates) {
        select(family, candidate);
        try {
          long[] error = new long[1];
          KernelVariant ran =
              choices.chosenBy(family, () -> error[0] = oracle.agreement(device).errorPpb());
          if (ran.equals(candidate)) {
            long nanos = roughly(operation, best);
            best = Math.min(best, nanos);
            passed.add(new Passed(candidate, error[0], nanos));
          }
        } catch (RuntimeException failure) {
          rejected.add(candidate.name() + ": " + failure.getMessage());
        }
      }
    }
    return passed;
  }

  /** The least time of a few runs; of one where that is hopeless already. */
  private long roughly(Operation operation, long best) {
    long nanos = Long.MAX_VALUE;
    for (int run = 0; run < SCREENING_RUNS; run++) {
      nanos = Math.min(nanos, clock.nanos(operation.call()));
      if (nanos / HOPELESS > best) {
        break;
      }
    }
    return nanos;
  }

  /** Those with a chance, and the two that are measured in any case. */
  private static Map<KernelVariant, Passed> racing(List<Passed> passed, KernelVariant byDefault) {
    long best = passed.stream().mapToLong(Passed::nanos).min().orElse(0);
    Map<KernelVariant, Passed> racing = new LinkedHashMap<>();
    for (Passed each : passed) {
      boolean holds = racing.isEmpty() || each.variant().equals(byDefault);
      if (holds || each.nanos() / HOPELESS <= best) {
        racing.put(each.variant(), each);
      }
    }
    return racing;
  }

  /** The call itself, once with each: kernels are built, and some fail only at its size. */
  private void warmUp(
      String family,
      Operation operation,
      Map<KernelVariant, Passed> racing,
      List<String> rejected) {
    for (KernelVariant variant : List.copyOf(racing.keySet())) {
      try {
        select(family, variant);
        operation.call().run();
        device.finish();
      } catch (RuntimeException failure) {
        rejected.add(variant.name() + ": " + failure.getMessage());
        racing.remove(variant);
      }
    }
  }

  /** Times one sample of a variant, as long for all of them. */
  private ToLongFunction<KernelVariant> timer(
      String family, Operation operation, Map<KernelVariant, Passed> racing) {
    select(family, racing.keySet().iterator().next());
    long once = Math.max(1, clock.nanos(operation.call()));
    int calls = (int) Math.max(1, Math.min(MOST_CALLS_OF_A_SAMPLE, sampleNanos / once));
    Runnable sample =
        () -> {
          for (int i = 0; i < calls; i++) {
            operation.call().run();
          }
        };
    return variant -> {
      select(family, variant);
      return clock.nanos(sample) / calls;
    };
  }
}
