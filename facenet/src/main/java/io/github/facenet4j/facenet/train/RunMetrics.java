package io.github.facenet4j.facenet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The numbers of every step of a run, in its folder as {@value #CSV} for people and as {@value
 * #JSONL} for programs. Evaluations on held-out people stand in the lines of their steps.
 */
public final class RunMetrics implements AutoCloseable {
  /** Name of the table. */
  public static final String CSV = "metrics.csv";

  /** Name of the file with one JSON object a line. */
  public static final String JSONL = "metrics.jsonl";

  private static final List<String> NAMES = new ArrayList<>(StepReport.FIELDS);

  static {
    NAMES.addAll(new MemoryUse(0, OptionalLong.of(0)).fields().keySet());
    NAMES.addAll(new HeldOutScore(0, 0, 0).fields().keySet());
  }

  private final MetricsFile csv;
  private final MetricsFile json;

  /**
   * Opens both files to append to them.
   *
   * @param stepsDone lines of later steps are removed: they will be done again
   * @throws IOException when one cannot be written, or has other columns
   */
  public RunMetrics(Path folder, long stepsDone) throws IOException {
    csv = new MetricsFile(folder.resolve(CSV), MetricsFormat.CSV, NAMES, stepsDone);
    try {
      json = new MetricsFile(folder.resolve(JSONL), MetricsFormat.JSONL, NAMES, stepsDone);
    } catch (IOException | RuntimeException refused) {
      csv.close();
      throw refused;
    }
  }

  /** Everything that is known of a step, by name. */
  public static Map<String, Object> fields(
      StepReport step, MemoryUse memory, Optional<HeldOutScore> heldOut) {
    Map<String, Object> fields = new LinkedHashMap<>(step.fields());
    fields.putAll(memory.fields());
    heldOut.ifPresent(score -> fields.putAll(score.fields()));
    return fields;
  }

  /**
   * Appends a step.
   *
   * @param fields as {@link #fields} makes them
   * @throws java.io.UncheckedIOException when it cannot be written
   */
  public void write(Map<String, Object> fields) {
    csv.write(fields);
    json.write(fields);
  }

  /** Makes all lines outlive a crash of the system, not of this process alone. */
  public void synchronise() throws IOException {
    csv.synchronise();
    json.synchronise();
  }

  @Override
  public void close() throws IOException {
    try (csv) {
      json.close();
    }
  }
}
