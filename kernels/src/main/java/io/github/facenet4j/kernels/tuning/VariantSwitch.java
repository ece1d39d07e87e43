package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sets which variant a device's ops run, and tells which one ran. Used by one thread. */
final class VariantSwitch {
  private final Backend device;
  private final VariantChoices choices;
  private final Ladders ladders;

  /**
   * A switch of one device.
   *
   * @param choices what the device's ops ask
   */
  VariantSwitch(Backend device, VariantChoices choices, Ladders ladders) {
    this.device = device;
    this.choices = choices;
    this.ladders = ladders;
  }

  /** The variant that a family takes for a call by itself. */
  KernelVariant defaultOf(String family, Runnable call) {
    return chosenBy(
        family,
        () -> {
          call.run();
          device.finish();
        });
  }

  /** The variant that the family runs when these calls are made. */
  KernelVariant chosenBy(String family, Runnable calls) {
    Map<String, KernelVariant> chosen = new LinkedHashMap<>();
    choices.watch(chosen::putIfAbsent);
    try {
      calls.run();
    } finally {
      choices.watch((ignored, variant) -> {});
    }
    return chosen.get(family);
  }

  /** Forces a variant; a default that is none of the ladder's comes unforced. */
  void select(String family, KernelVariant variant) {
    if (ladders.fitting(family).contains(variant)) {
      choices.force(family, variant.name());
    } else {
      choices.release(family);
    }
  }

  /** Back to what the family chooses itself. */
  void release(String family) {
    choices.release(family);
  }
}
