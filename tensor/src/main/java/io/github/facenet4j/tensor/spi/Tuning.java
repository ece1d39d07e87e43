package io.github.facenet4j.tensor.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The choice of kernels by measurement, of a device whose ops have several to choose from.
 *
 * <p>Without it every op has a default that suits the device. Measured choices are asked for: no
 * backend measures or looks for a file unasked.
 */
public interface Tuning {
  /** System property with the file whose choices a device uses from its opening on. */
  String PROPERTY = "facenet4j.tuning";

  /** Environment variable with that file; the property wins. */
  String VARIABLE = "FACENET4J_TUNING";

  /** How long measuring may take. */
  enum Effort {
    /** Few repetitions. */
    QUICK,
    /** Enough repetitions to tell small differences from noise. */
    THOROUGH
  }

  /** Hears of each call's result as soon as it is there. */
  @FunctionalInterface
  interface Listener {
    /** One more is done. */
    void measured(TuningResult result);
  }

  /**
   * Uses a file's choices for later calls, instead of those of an earlier file.
   *
   * @return one line: how many choices hold for this device, how many do not and why
   * @throws IOException in one line when the file cannot be read or is no tuning file
   */
  String use(Path file) throws IOException;

  /** What {@link #use} answered last; empty where no file is in use. */
  String inUse();

  /** The calls among these that have several kernels, one for each class of shapes, in order. */
  List<OpCall> distinct(List<OpCall> calls);

  /**
   * Measures which kernel is fastest for each call, and writes the choices to a file.
   *
   * <p>A kernel that disagrees with the oracle is never chosen. The choice that holds so far (the
   * file's, else the default) is kept unless another is faster by more than the noise. Choices in
   * the file for other calls and devices stay. The open device goes on as it is; to use the result,
   * call {@link #use}.
   *
   * @param calls as {@link #distinct} gives them
   * @return one result for each call
   * @throws IOException when the file cannot be read or written
   */
  List<TuningResult> tune(List<OpCall> calls, Effort effort, Path file, Listener listener)
      throws IOException;

  /**
   * Holds every kernel that the device can run against the oracle: for each call all variants of
   * its op, then ops that have one kernel, at sizes of the device's own. Calls are made smaller
   * where the oracle would take long. The open device goes on as it is.
   *
   * @param listener hears of each result, and of each kernel that no call reached
   */
  void check(List<OpCall> calls, Consumer<CheckResult> listener);
}
