package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --device} and {@code --tuning} of every verb that computes. */
public final class DeviceOption {
  /** What decides the pure-JVM device's inner loops when it is opened. */
  static final String LOOPS_PROPERTY = "facenet4j.cpu.vector";

  /**
   * Images up to which a process has ended before the Vector API pays: until the JVM has compiled
   * code that uses it, it runs slower than plain loops (a second in all for nn4.small2).
   */
  private static final int FEW_IMAGES = 32;

  @Mixin private DeviceName device;

  @Option(
      names = "--tuning",
      paramLabel = "FILE",
      description =
          "Use the kernels that 'facenet tune' measured into this file; without it those of the file"
              + " that the environment variable FACENET4J_TUNING names, if it does.")
  private Path tuning;

  /**
   * Opens the device asked for, or the best one; which one, and which tuning, is said on standard
   * error.
   *
   * @throws io.github.facenet4j.tensor.spi.BackendUnavailableException with the reason
   * @throws IOException when the tuning file cannot be used
   */
  public Backend open(Verb verb) throws IOException {
    Backend backend = device.open(verb);
    try {
      tune(backend, verb);
      return backend;
    } catch (IOException | RuntimeException unusable) {
      backend.close();
      throw unusable;
    }
  }

  /**
   * As {@link #open}, for a process that embeds so many images and ends: on the pure-JVM device few
   * of them go through plain loops, unless the system property {@value #LOOPS_PROPERTY} says
   * otherwise.
   */
  Backend open(Verb verb, int images) throws IOException {
    if (images > FEW_IMAGES || System.getProperty(LOOPS_PROPERTY) != null) {
      return open(verb);
    }
    System.setProperty(LOOPS_PROPERTY, "off"); // read when the device is opened
    try {
      return open(verb);
    } finally {
      System.clearProperty(LOOPS_PROPERTY);
    }
  }

  private void tune(Backend backend, Verb verb) throws IOException {
    Optional<Tuning> tunable = backend.tuning();
    if (tuning != null) {
      if (tunable.isEmpty()) {
        verb.say(
            "facenet: --tuning has no effect on '%s', which has one kernel for each op"
                .formatted(backend.device().id()));
        return;
      }
      tunable.get().use(tuning);
    }
    tunable
        .map(Tuning::inUse)
        .filter(use -> !use.isEmpty())
        .ifPresent(use -> verb.say("facenet: tuning " + use));
  }
}
