package io.github.facenet4j.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.report.Chart;
import io.github.facenet4j.facenet.report.Chart.Range;
import io.github.facenet4j.facenet.report.Chart.Role;
import io.github.facenet4j.facenet.report.Chart.Series;
import io.github.facenet4j.facenet.report.Chart.Style;
import io.github.facenet4j.facenet.report.HtmlReport;
import io.github.facenet4j.facenet.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Draws a file of {@code bin/facenet bench --json} as a roofline (Williams, Waterman, Patterson
 * 2009): the rate of each row over its operations per byte, under the bandwidth's slope and the
 * peak.
 *
 * <p>Arguments: JSON file, HTML file. Each row is drawn as its share of the peak sampled beside it,
 * times the run's median peak, so that a moment at which the machine was slow moves no point.
 */
public final class RooflinePage {
  private static final Map<String, Role> FAMILIES =
      Map.of("gemm", Role.MAIN, "conv", Role.OPPOSITE, "distance", Role.OTHER);

  private RooflinePage() {}

  /** Runs; see the class. */
  public static void main(String[] arguments) throws IOException {
    JsonObject file =
        JsonParser.parseString(Files.readString(Path.of(arguments[0]))).getAsJsonObject();
    page(file).write(Path.of(arguments[1]));
  }

  private static HtmlReport page(JsonObject file) {
    String lead =
        String.format(
            Locale.ROOT,
            "%s, %d threads, %s, commit %s.",
            file.get("deviceName").getAsString(),
            file.get("threads").getAsInt(),
            file.get("date").getAsString(),
            file.get("commit").isJsonNull() ? "unknown" : file.get("commit").getAsString());
    return new HtmlReport("Roofline of " + file.get("device").getAsString(), lead)
        .section("Operations per byte", chart(file))
        .section("All rows", table(file));
  }

  private static Chart chart(JsonObject file) {
    double peak = file.get("peakGflops").getAsDouble();
    double bandwidth = file.get("bandwidthGBs").getAsDouble();
    List<JsonObject> rows =
        rows(file).stream()
            .filter(row -> row.has("flopsPerByte") && !row.get("shareOfPeak").isJsonNull())
            .sorted(Comparator.comparingDouble(RooflinePage::intensity))
            .toList();
    List<Series> series = new ArrayList<>();
    series.add(
        new Series(
            "roof",
            Role.BASELINE,
            Style.REFERENCE,
            values(rows, row -> Math.min(peak, bandwidth * intensity(row)))));
    FAMILIES.keySet().stream()
        .sorted()
        .forEach(
            family ->
                series.add(
                    new Series(
                        family,
                        FAMILIES.get(family),
                        Style.POINTS,
                        values(
                            rows,
                            row ->
                                row.get("benchmark").getAsString().startsWith(family + "/")
                                    ? row.get("shareOfPeak").getAsDouble() * peak
                                    : Double.NaN))));
    return new Chart(
        "Rate over arithmetic intensity",
        "Intensity counts each operand once. Above the roof: fewer multiply-adds than the"
            + " definition has (Winograd), or operands that were in a cache.",
        "log₂ of floating-point operations a byte",
        values(rows, row -> Math.log(intensity(row)) / Math.log(2)),
        "GFLOP/s",
        Range.FROM_ZERO,
        series);
  }

  private static Table table(JsonObject file) {
    List<List<String>> cells = new ArrayList<>();
    for (JsonObject row : rows(file)) {
      boolean memoryBound = row.has("gbs");
      cells.add(
          List.of(
              row.get("benchmark").getAsString() + " " + row.get("shape").getAsString(),
              String.format(Locale.ROOT, "%.3f", row.get("medianMillis").getAsDouble()),
              memoryBound
                  ? String.format(Locale.ROOT, "%.1f GB/s", row.get("gbs").getAsDouble())
                  : String.format(Locale.ROOT, "%.0f GFLOP/s", row.get("gflops").getAsDouble()),
              percent(row.get(memoryBound ? "shareOfBandwidth" : "shareOfPeak")),
              percent(row.get("shareOfRoof"))));
    }
    return new Table(
        "Median of the samples; shares are of the ceiling sampled beside the row: the peak (or the"
            + " bandwidth of large copies), and the roofline with the bandwidth of copies as large as"
            + " the row's operands",
        List.of("row", "median ms", "rate", "of the peak", "of its own roof"),
        cells,
        Table.Columns.FIGURES);
  }

  private static String percent(JsonElement share) {
    return share.isJsonNull()
        ? "–"
        : String.format(Locale.ROOT, "%.0f %%", 100 * share.getAsDouble());
  }

  private static double intensity(JsonObject row) {
    return row.get("flopsPerByte").getAsDouble();
  }

  private static List<JsonObject> rows(JsonObject file) {
    List<JsonObject> rows = new ArrayList<>();
    file.getAsJsonArray("rows").forEach(row -> rows.add(row.getAsJsonObject()));
    return rows;
  }

  private static double[] values(List<JsonObject> rows, Function<JsonObject, Double> value) {
    return rows.stream().mapToDouble(value::apply).toArray();
  }
}
