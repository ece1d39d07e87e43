package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.train.HeldOutScore;
import io.github.facenet4j.facenet.train.MemoryUse;
import io.github.facenet4j.facenet.train.RunMetrics;
import io.github.facenet4j.facenet.train.StepReport;
import io.github.facenet4j.facenet.train.TrainingListener;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Shows a training run: a bar where a person watches, a line now and then elsewhere, the metrics
 * file always.
 */
final class TrainingLog implements TrainingListener, AutoCloseable {
  private static final int BAR_UNITS = 1000;
  private static final long LINE_EVERY_NANOS = 15_000_000_000L;

  private final Verb verb;
  private final boolean json;
  private final boolean lines;
  private final Progress.Bar bar;
  private final RunMetrics metrics;
  private final DeviceMemory memory;
  private final LongFunction<Optional<HeldOutScore>> examination;
  private int shown = -1;
  private String said = "";
  private long nextLine = System.nanoTime();

  /**
   * A log of a run.
   *
   * @param memory of the device
   * @param examination measures held-out people after a step, if it is time to
   */
  TrainingLog(
      Verb verb,
      Progress progress,
      RunMetrics metrics,
      DeviceMemory memory,
      LongFunction<Optional<HeldOutScore>> examination,
      boolean json) {
    this.verb = verb;
    this.metrics = metrics;
    this.memory = memory;
    this.examination = examination;
    this.json = json;
    this.lines = !progress.isVisible();
    this.bar = progress.startWhole(verb, "train", BAR_UNITS);
  }

  @Override
  public void stepped(StepReport step, double progress) {
    Optional<HeldOutScore> heldOut = examination.apply(step.step());
    Map<String, Object> fields = RunMetrics.fields(step, MemoryUse.of(memory), heldOut);
    metrics.write(fields);
    if (json) {
      verb.out().println(Json.of(fields));
      verb.out().flush();
    }
    int units = (int) (progress * BAR_UNITS);
    if (shown < 0) {
      bar.startAt(units); // this includes what was done before the run was resumed
    } else {
      bar.add(units - shown);
    }
    shown = units;
    heldOut.ifPresent(score -> said = heldOut(score));
    String words = words(step, said);
    bar.note(words);
    if (lines && System.nanoTime() >= nextLine) {
      verb.say(
          String.format(Locale.ROOT, "step %d (%.1f %%): %s", step.step(), 100 * progress, words));
      nextLine = System.nanoTime() + LINE_EVERY_NANOS;
    }
  }

  @Override
  public void saving() throws IOException {
    metrics.synchronise();
  }

  private static String heldOut(HeldOutScore score) {
    return String.format(Locale.ROOT, ", held out %.3f, AUC %.3f", score.accuracy(), score.auc());
  }

  private static String words(StepReport step, String heldOut) {
    return String.format(
        Locale.ROOT,
        "%.0f images/s, loss %.4f%s, active %.0f %%, spread %.3f, %d of %d faces again%s",
        step.imagesPerSecond(),
        step.loss(),
        heldOut,
        100 * step.activeFraction(),
        step.spread(),
        step.repeats(),
        step.images(),
        scale(step));
  }

  private static String scale(StepReport step) {
    return step.lossScale() == 1
        ? ""
        : String.format(
            Locale.ROOT,
            ", loss scale %.0f%s",
            step.lossScale(),
            step.skipped() == 0 ? "" : " was too large");
  }

  @Override
  public void close() {
    bar.close();
  }
}
