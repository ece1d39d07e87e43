package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.train.MetricsFile;
import io.github.facenet4j.facenet.train.StepReport;
import io.github.facenet4j.facenet.train.TrainingListener;
import java.util.Locale;

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
  private final MetricsFile metrics;
  private int shown;
  private long nextLine = System.nanoTime();

  TrainingLog(Verb verb, Progress progress, MetricsFile metrics, boolean json) {
    this.verb = verb;
    this.metrics = metrics;
    this.json = json;
    this.lines = !progress.isVisible();
    this.bar = progress.start(verb, "train", BAR_UNITS);
  }

  @Override
  public void stepped(StepReport step, double progress) {
    metrics.write(step);
    if (json) {
      verb.out().println(Json.of(step.fields()));
      verb.out().flush();
    }
    int units = (int) (progress * BAR_UNITS);
    bar.add(units - shown);
    shown = units;
    String words = words(step);
    bar.note(words);
    if (lines && System.nanoTime() >= nextLine) {
      verb.say(
          String.format(Locale.ROOT, "step %d (%.1f %%): %s", step.step(), 100 * progress, words));
      nextLine = System.nanoTime() + LINE_EVERY_NANOS;
    }
  }

  private static String words(StepReport step) {
    return String.format(
        Locale.ROOT,
        "loss %.4f, active %.0f %%, spread %.3f, %.0f images/s",
        step.loss(),
        100 * step.activeFraction(),
        step.spread(),
        step.imagesPerSecond());
  }

  @Override
  public void close() {
    bar.close();
  }
}
