package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --device}: which device. */
final class DeviceName {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "cpu, opencl, opencl:PLATFORM:DEVICE or reference (see 'facenet devices'); without it the"
              + " best available one.")
  private String device;

  /** The device that was asked for, if one was. */
  Optional<String> id() {
    return Optional.ofNullable(device);
  }

  /**
   * Opens the device asked for, or the best one; which one is said on standard error.
   *
   * @param briefly whether the process ends after some ten images
   * @param precision to which operands of products are rounded
   * @throws io.github.facenet4j.tensor.spi.BackendUnavailableException with the reason
   */
  Backend open(Verb verb, boolean briefly, Precision precision) {
    if (precision != Precision.FP32) {
      return rounding(verb, precision);
    }
    if (device != null) {
      return briefly ? Backends.requireBriefly(device) : Backends.require(device);
    }
    Backends.Choice choice = briefly ? Backends.bestBriefly() : Backends.best();
    verb.say("facenet: " + choice.reason());
    return choice.backend();
  }

  private Backend rounding(Verb verb, Precision precision) {
    if (device != null) {
      return Backends.require(device, precision);
    }
    Backends.Choice choice = Backends.best(precision);
    verb.say("facenet: " + choice.reason());
    return choice.backend();
  }
}
