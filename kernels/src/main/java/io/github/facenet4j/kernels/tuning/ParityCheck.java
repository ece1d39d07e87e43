package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.CheckResult;
import io.github.facenet4j.tensor.spi.CheckResult.Outcome;
import io.github.facenet4j.tensor.spi.OpCall;
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
  private final Backend device;
  private final VariantChoices choices;
  private final Ladders ladders;

  /**
   * A check of one device.
   *
   * @param device open for this check alone
   * @param choices what its ops ask; nothing is forced when a check ends
   */
  public ParityCheck(Backend device, VariantChoices choices, Ladders ladders) {
    this.device = device;
    this.choices = choices;
    this.ladders = ladders;
  }

  /**
   * Checks; see {@link io.github.facenet4j.tensor.spi.Tuning#check}.
   *
   * @param listener hears of each result as soon as it is there
   */
  public void run(List<OpCall> calls, Consumer<CheckResult> listener) {
    runLadders(calls, listener);
    for (Workload workload : SingleKernelWorkloads.all()) {
      listener.accept(result(workload, "the only kernel", new OracleCheck(workload)));
    }
  }

  /** The same for the variants of the ladders alone. */
  public void runLadders(List<OpCall> calls, Consumer<CheckResult> listener) {
    Set<String> reached = new LinkedHashSet<>();
    for (OpCall call : calls) {
      Workloads.of(call, device.precision())
          .ifPresent(workload -> ladder(workload.reduced(), reached, listener));
    }
    for (String family : ladders.variants().keySet()) {
      for (KernelVariant variant : ladders.fitting(family)) {
        if (!reached.contains(family + " " + variant.name())) {
          listener.accept(new CheckResult(family, "", variant.name(), Outcome.NOT_REACHED, 0, ""));
        }
      }
    }
  }

  private void ladder(Workload workload, Set<String> reached, Consumer<CheckResult> listener) {
    String family = workload.shape().family();
    if (ladders.fitting(family).isEmpty()) {
      return;
    }
    OracleCheck oracle = new OracleCheck(workload);
    try {
      for (KernelVariant variant : ladders.fitting(family)) {
        choices.force(family, variant.name());
        CheckResult[] result = new CheckResult[1];
        KernelVariant ran =
            choices.chosenBy(family, () -> result[0] = result(workload, variant.name(), oracle));
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

  private CheckResult result(Workload workload, String variant, OracleCheck oracle) {
    String family = workload.shape().family();
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
