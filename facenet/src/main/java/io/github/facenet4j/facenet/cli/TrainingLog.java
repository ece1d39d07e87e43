package io.github.facenet4j.facenet.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.facenet4j.facenet.train.StepReport;
import io.github.facenet4j.facenet.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a training run: a bar where a person watches, a line now and then elsewhere, a CSV always.
 */
final class TrainingLog implements TrainingListener, AutoCloseable {
  private static final int BAR_UNITS = 1000;
  private static final long LINE_EVERY_NANOS = 15_000_000_000L;

  private final Verb verb;
  private final boolean json;
  private final boolean lines;
  private final Progress.Bar bar;
  private final CsvWriter csv;
  private int shown;
  private long nextLine = System.nanoTime();

  TrainingLog(Verb verb, Progress progress, Path metrics, boolean json) throws IOException {
    this.verb = verb;
    this.json = json;
    this.lines = !progress.isVisible();
    boolean fresh = !Files.exists(metrics);
    this.csv =
        CsvWriter.builder().build(metrics, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (fresh) {
      csv.writeRecord(fields(sample()).keySet());
    }
    this.bar = progress.start(verb, "train", BAR_UNITS);
  }

  /** A report only for the names of its fields. */
  private static StepReport sample() {
    return new StepReport(1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1);
  }

  @Override
  public void stepped(StepReport step, double progress) {
    Map<String, Object> fields = fields(step);
    csv.writeRecord(fields.values().stream().map(Object::toString).toList());
    if (json) {
      verb.out().println(Json.of(fields));
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

  private static Map<String, Object> fields(StepReport step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", step.step());
    fields.put("loss", step.loss());
    fields.put("pairs", step.pairs());
    fields.put("triplets", step.triplets());
    fields.put("active", step.active());
    fields.put("activeFraction", step.activeFraction());
    fields.put("meanPositive", step.meanPositive());
    fields.put("meanNegative", step.meanNegative());
    fields.put("spread", step.spread());
    fields.put("learningRate", step.learningRate());
    fields.put("images", step.images());
    fields.put("repeats", step.repeats());
    fields.put("minedMillis", step.minedMillis());
    fields.put("stepMillis", step.stepMillis());
    fields.put("imagesPerSecond", step.imagesPerSecond());
    return fields;
  }

  @Override
  public void close() {
    bar.close();
    try {
      csv.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
