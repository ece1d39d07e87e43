package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.CheckResult;
import io.github.facenet4j.tensor.spi.CheckResult.Outcome;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Holds every variant that a device can run against the oracle, and ops with one kernel too.
 *
 * <p>Which variants there are is the ladders' word; a variant that leaves a call to another one is
 * not held against it.
 */
public final class ParityCheck {
  private final List<Subject> subjects;

  /**
   * A device as it is checked.
   *
   * @param device open for this check alone
   * @param choices what its ops ask; nothing is forced when a check ends
   * @param ladders the variants that are checked
   */
  public record Subject(Backend device, VariantChoices choices, Ladders ladders) {}

  /** A check of a device in several ways; ops with one kernel are checked in the first. */
  public ParityCheck(List<Subject> subjects) {
    this.subjects = List.copyOf(subjects);
  }

  /**
   * Checks; see {@link io.github.facenet4j.tensor.spi.Tuning#check}.
   *
   * @param listener hears of each result as soon as it is there
   */
  public void run(List<OpCall> calls, Consumer<CheckResult> listener) {
    Set<String> reached = new LinkedHashSet<>();
    for (OpCall call : calls) {
      Workloads.of(call, Precision.FP32)
          .ifPresent(workload -> ladders(workload.reduced(), reached, listener));
    }
    for (Subject subject : subjects) {
      Ladders ladders = subject.ladders();
      for (String family : ladders.variants().keySet()) {
        for (KernelVariant variant : ladders.fitting(family)) {
          if (!reached.contains(family + " " + variant.name())) {
            listener.accept(
                new CheckResult(family, "", variant.name(), Outcome.NOT_REACHED, 0, ""));
          }
        }
      }
    }
    Backend device = subjects.get(0).device();
    for (Workload workload : SingleKernelWorkloads.all()) {
      String family = workload.shape().family();
      OracleCheck oracle = new OracleCheck(workload);
      listener.accept(result(device, family, workload, "the only kernel", oracle));
    }
  }

  private void ladders(Workload workload, Set<String> reached, Consumer<CheckResult> listener) {
    OracleCheck oracle = new OracleCheck(workload);
    for (Subject subject : subjects) {
      ladder(subject, workload, oracle, reached, listener);
    }
  }

  private static void ladder(
      Subject subject,
      Workload workload,
      OracleCheck oracle,
      Set<String> reached,
      Consumer<CheckResult> listener) {
    String family = Families.of(workload.shape().family(), subject.device().precision());
    VariantChoices choices = subject.choices();
    try {
      for (KernelVariant variant : subject.ladders().fitting(family)) {
        choices.force(family, variant.name());
        CheckResult[] result = new CheckResult[1];
        KernelVariant ran =
            choices.chosenBy(
                family,
                () ->
                    result[0] = result(subject.device(), family, workload, variant.name(), oracle));
        // A call that failed before a variant was chosen is a failure of the one asked for.
        if (ran == null || variant.equals(ran)) {
          reached.add(family + " " + variant.name());
          listener.accept(result[0]);
        }
      }
    } finally {
      choices.release(family);
    }
  }

  private static CheckResult result(
      Backend device, String family, Workload workload, String variant, OracleCheck oracle) {
    String sizes = workload.shape().sizes();
    try {
      double share = oracle.agreement(device).shareOfBound();
      return new CheckResult(family, sizes, variant, Outcome.RIGHT, share, "");
    } catch (RuntimeException wrong) {
      return new CheckResult(
          family, sizes, variant, Outcome.WRONG, 0, String.valueOf(wrong.getMessage()));
    }
  }
}
