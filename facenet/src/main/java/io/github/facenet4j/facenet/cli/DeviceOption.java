package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.tensor.check.SelfCheckingBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code --device}, {@code --tuning}, {@code --precision} and {@code --self-check} of every verb
 * that computes.
 */
public final class DeviceOption {
  /** Images up to which a process has ended before the pure-JVM device's Vector API pays. */
  private static final int FEW_IMAGES = 32;

  @Mixin private DeviceName device;

  @Option(
      names = "--tuning",
      paramLabel = "FILE",
      description =
          "Use the kernels that 'facenet tune' measured into this file; without it those of the file"
              + " that the environment variable FACENET4J_TUNING names, if it does.")
  private Path tuning;

  @Option(
      names = "--self-check",
      paramLabel = "1/N",
      converter = OneIn.class,
      description =
          "Repeat about one op call in N on the reference device, chosen by a fixed seed, and stop"
              + " where the two disagree; such as 1/2000. 1/1 repeats all, which is slow.")
  private Integer selfCheck;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "Round the operands of matrix products and convolutions to tf32, bf16 or fp16 where the"
              + " device can; sums, memory and depthwise convolutions stay fp32, which is the"
              + " default.")
  private Precision precision = Precision.FP32;

  /**
   * Opens the device asked for, or the best one; which one, and which tuning, is said on standard
   * error.
   *
   * @throws io.github.facenet4j.tensor.spi.BackendUnavailableException with the reason
   * @throws IOException when the tuning file cannot be used
   * @throws IllegalArgumentException when the device is too small for the kernels that round
   */
  public Backend open(Verb verb) throws IOException {
    return open(verb, Integer.MAX_VALUE);
  }

  /** The device that was asked for, if one was. */
  Optional<String> id() {
    return device.id();
  }

  /** What operands of matrix products are rounded to. */
  public Precision precision() {
    return precision;
  }

  /** As {@link #open}, for a process that embeds so many images and ends. */
  Backend open(Verb verb, int images) throws IOException {
    Backend backend = device.open(verb, images <= FEW_IMAGES, precision);
    try {
      if (precision != Precision.FP32) {
        verb.say("facenet: precision " + backend.productKernels());
      }
      tune(backend, verb);
      return selfCheck == null ? backend : new SelfCheckingBackend(backend, selfCheck);
    } catch (IOException | RuntimeException unusable) {
      backend.close();
      throw unusable;
    }
  }

  /** Reads {@code 1/N}. */
  static final class OneIn implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.matches("1/[1-9][0-9]{0,8}")) {
        return Integer.valueOf(text.substring(2));
      }
      throw new TypeConversionException("expected 1/N, such as 1/2000, but was '" + text + "'");
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
