package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.OracleCheck.Agreement;
import io.github.facenet4j.kernels.tuning.Workload.Operation;
import io.github.facenet4j.kernels.tuning.Workload.Values;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.ParityResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Holds every variant of a device against the oracle, on small versions of given calls.
 *
 * <p>Used by one thread; the device is the check's alone meanwhile.
 */
public final class ParityCheck {
  private final Backend device;
  private final VariantSwitch variants;
  private final Ladders ladders;

  /**
   * A check of one device.
   *
   * @param choices what the device's ops ask; nothing is forced when a check ends
   */
  public ParityCheck(Backend device, VariantChoices choices, Ladders ladders) {
    this.device = device;
    this.variants = new VariantSwitch(device, choices, ladders);
    this.ladders = ladders;
  }

  /**
   * Checks the calls in their order, each with every variant of its family that the device can run
   * and that computes such a call.
   *
   * @param calls those with one kernel are left out
   * @param listener gets each result as soon as it is there
   */
  public void run(List<OpCall> calls, Consumer<ParityResult> listener) {
    for (OpCall call : calls) {
      Workloads.of(call).ifPresent(workload -> check(workload.reduced(), listener));
    }
  }

  private void check(Workload workload, Consumer<ParityResult> listener) {
    String family = workload.shape().family();
    OracleCheck oracle = new OracleCheck(workload);
    Set<KernelVariant> candidates = new LinkedHashSet<>();
    candidates.add(defaultOf(family, workload));
    candidates.addAll(ladders.fitting(family));
    try {
      for (KernelVariant candidate : candidates) {
        variants.select(family, candidate);
        String failure = "";
        Agreement[] agreement = {new Agreement(0, 0)};
        try {
          KernelVariant ran =
              variants.chosenBy(family, () -> agreement[0] = oracle.compare(device));
          if (!ran.equals(candidate)) {
            continue; // it leaves calls of this shape to another
          }
        } catch (RuntimeException wrong) {
          failure = String.valueOf(wrong.getMessage());
        }
        listener.accept(
            new ParityResult(
                family,
                workload.shape().sizes(),
                candidate.name(),
                agreement[0].shareOfBound(),
                failure));
      }
    } finally {
      variants.release(family);
    }
  }

  private KernelVariant defaultOf(String family, Workload workload) {
    try (MemoryScope scope = MemoryScope.root(device, "check " + workload.shape())) {
      Operation operation = workload.on(scope, Values.SIGNED);
      return variants.defaultOf(family, operation.call());
    }
  }
}
