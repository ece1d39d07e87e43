package io.github.facenet4j.facenet.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.facenet4j.facenet.eval.VerificationResult;
import io.github.facenet4j.facenet.report.Chart;
import io.github.facenet4j.facenet.report.HtmlReport;
import io.github.facenet4j.facenet.report.Table;
import io.github.facenet4j.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What an experiment found: verification figures over the one thing that was varied, as JSON, text,
 * CSV and a page with a plot.
 *
 * @param experiment its name
 * @param question what was varied, in a sentence
 * @param varied its name in JSON and CSV, such as {@code quality}
 * @param unit axis and column title, such as {@code JPEG quality}
 * @param facts model, data, device, by name
 * @param rows in ascending order of what was varied
 */
record ExperimentTable(
    String experiment,
    String question,
    String varied,
    String unit,
    Map<String, Object> facts,
    List<Row> rows) {

  /**
   * One setting.
   *
   * @param value of what was varied
   * @param result of the ten folds, or of those that were scored
   */
  record Row(double value, VerificationResult result) {}

  private record Column(String name, ToDoubleFunction<VerificationResult> figure) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("valAtFar", VerificationResult::valAtFar),
          new Column("valAtFarStd", VerificationResult::valAtFarStd),
          new Column("measuredFar", VerificationResult::measuredFar),
          new Column("accuracy", VerificationResult::accuracy),
          new Column("accuracyStd", VerificationResult::accuracyStd),
          new Column("auc", VerificationResult::auc));

  /** For machines. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("experiment", experiment);
    fields.putAll(facts);
    fields.put("far", far());
    List<Map<String, Object>> all = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put(varied, number(row.value()));
      COLUMNS.forEach(
          column -> one.put(column.name(), column.figure().applyAsDouble(row.result())));
      all.add(one);
    }
    fields.put("rows", all);
    return fields;
  }

  private double far() {
    return rows.get(0).result().far();
  }

  private static Number number(double value) {
    if (value == Math.rint(value)) {
      return (long) value;
    }
    return value;
  }

  /** For people, as a Markdown table. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("| " + unit + " | VAL at FAR " + far() + " | accuracy | AUC |");
    lines.add("| ---: | ---: | ---: | ---: |");
    for (Row row : rows) {
      VerificationResult r = row.result();
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %.2f %% ± %.2f | %.5f ± %.5f | %.5f |",
              number(row.value()),
              100 * r.valAtFar(),
              100 * r.valAtFarStd(),
              r.accuracy(),
              r.accuracyStd(),
              r.auc()));
    }
    return lines;
  }

  /** With a heading. */
  String csv() {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      List<String> heading = new ArrayList<>(List.of(varied));
      COLUMNS.forEach(column -> heading.add(column.name()));
      csv.writeRecord(heading);
      for (Row row : rows) {
        List<String> cells = new ArrayList<>(List.of(number(row.value()).toString()));
        COLUMNS.forEach(
            column -> cells.add(Double.toString(column.figure().applyAsDouble(row.result()))));
        csv.writeRecord(cells);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("Text in memory takes every table", impossible);
    }
    return text.toString();
  }

  /** A page with a plot, and the table under it. */
  HtmlReport page() {
    Map<String, String> words = new LinkedHashMap<>();
    facts.forEach((name, value) -> words.put(name, value.toString()));
    Chart chart =
        new Chart(
            "VAL at FAR " + far() + " and accuracy",
            "",
            unit,
            rows.stream().mapToDouble(Row::value).toArray(),
            "share",
            Chart.Range.DATA,
            List.of(
                series("VAL", Chart.Role.MAIN, VerificationResult::valAtFar),
                series("accuracy", Chart.Role.BASELINE, VerificationResult::accuracy)));
    return new HtmlReport(experiment, question)
        .section("Result", chart)
        .section("Measured with", Table.facts("", words));
  }

  private Chart.Series series(
      String label, Chart.Role role, ToDoubleFunction<VerificationResult> figure) {
    double[] values =
        rows.stream().mapToDouble(row -> figure.applyAsDouble(row.result())).toArray();
    return new Chart.Series(label, role, Chart.Style.LINE, values);
  }

  /** Writes {@code <experiment>.json}, {@code .md}, {@code .csv} and {@code .html}. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    AtomicFile.replace(folder.resolve(experiment + ".json"), Json.of(fields()) + "\n");
    AtomicFile.replace(folder.resolve(experiment + ".md"), String.join("\n", lines()) + "\n");
    AtomicFile.replace(folder.resolve(experiment + ".csv"), csv());
    page().write(folder.resolve(experiment + ".html"));
  }
}
