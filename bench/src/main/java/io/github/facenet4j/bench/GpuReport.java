package io.github.facenet4j.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.facenet4j.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Joins what the stages of {@code bench/gpu.sh} have left so far into {@code gpu.json} and a page
 * to read, {@code gpu.md}, with our figures beside those of PyTorch from the same run.
 *
 * <p>Arguments: the folder of the stages' files, the commit.
 */
public final class GpuReport {
  private static final List<String> STAGES =
      List.of(
          "devices",
          "check",
          "probe",
          "tune",
          "rows",
          "gemm",
          "mining",
          "inference",
          "nn2",
          "training",
          "peers");

  private final Path folder;
  private final JsonObject stages = new JsonObject();
  private final List<Ratio> ratios = new ArrayList<>();

  /**
   * Ours beside PyTorch's.
   *
   * @param what was computed
   * @param mode PyTorch's precision and layout
   * @param ours rate or, where {@code unit} is a time, time
   * @param theirs the same
   * @param ratio how many times as fast we are
   */
  record Ratio(String what, String mode, String unit, double ours, double theirs, double ratio) {}

  private GpuReport(Path folder) {
    this.folder = folder;
  }

  /** Runs; see the class. */
  public static void main(String[] arguments) throws IOException {
    GpuReport report = new GpuReport(Path.of(arguments[0]));
    report.read();
    report.compare();
    report.write(arguments[1]);
  }

  private void read() throws IOException {
    for (String stage : STAGES) {
      Path file = folder.resolve(stage + ".json");
      if (Files.exists(file)) {
        String text = Files.readString(file);
        try {
          stages.add(stage, JsonParser.parseString(text));
        } catch (JsonParseException torn) {
          stages.addProperty(stage, text); // the probe prints lines
        }
      }
    }
  }

  private void compare() {
    for (JsonObject peer : peers("matmul")) {
      String size = "x" + peer.get("n").getAsInt();
      row("gemm/nn", size.substring(1) + size + size)
          .ifPresent(
              ours ->
                  rate(
                      "matrix product " + size.substring(1) + "³",
                      peer,
                      "TFLOP/s",
                      ours.get("gflops").getAsDouble() / 1e3,
                      "tflops"));
    }
    for (JsonObject peer : peers("net")) {
      int batch = peer.get("batch").getAsInt();
      for (String pass : List.of("inference", "training")) {
        row("nn4.small2/" + pass, batch + "x96x96x3")
            .ifPresent(
                ours ->
                    rate(
                        "nn4.small2 " + pass + ", batch " + batch,
                        peer,
                        "images/s",
                        1e3 * batch / ours.get("medianMillis").getAsDouble(),
                        pass + "_imgs_per_s"));
      }
    }
    for (JsonObject peer : peers("mining")) {
      int faces = peer.get("images_a_person").getAsInt();
      String shape =
          peer.get("n").getAsInt() / faces + "x" + faces + "x" + peer.get("d").getAsInt();
      Optional<JsonObject> distances = row("distance/pairwise", shape);
      Optional<JsonObject> selection = row("selection/semiHard", shape);
      if (distances.isPresent() && selection.isPresent()) {
        double ours = 1e3 * (deviceMillis(distances.get()) + deviceMillis(selection.get()));
        double theirs = peer.get("both_us").getAsDouble();
        ratios.add(
            new Ratio(
                "distances and semi-hard selection " + shape,
                "fp32",
                "µs",
                ours,
                theirs,
                theirs / ours));
      }
    }
  }

  private static double deviceMillis(JsonObject row) {
    JsonElement device = row.get("deviceMillis");
    return device == null || device.isJsonNull()
        ? row.get("medianMillis").getAsDouble()
        : device.getAsDouble();
  }

  private void rate(String what, JsonObject peer, String unit, double ours, String field) {
    if (peer.has(field)) {
      double theirs = peer.get(field).getAsDouble();
      ratios.add(
          new Ratio(what, peer.get("mode").getAsString(), unit, ours, theirs, ours / theirs));
    }
  }

  /** A part of the peers' results; nothing where it failed or did not run. */
  private List<JsonObject> peers(String part) {
    List<JsonObject> rows = new ArrayList<>();
    if (stages.has("peers")
        && stages.get("peers").isJsonObject()
        && stages.getAsJsonObject("peers").has(part)
        && stages.getAsJsonObject("peers").get(part).isJsonArray()) {
      stages.getAsJsonObject("peers").getAsJsonArray(part).forEach(e -> rows.add((JsonObject) e));
    }
    return rows;
  }

  private List<JsonObject> rows() {
    List<JsonObject> rows = new ArrayList<>();
    for (String stage : STAGES) {
      if (stages.has(stage)
          && stages.get(stage).isJsonObject()
          && stages.getAsJsonObject(stage).has("rows")) {
        JsonArray own = stages.getAsJsonObject(stage).getAsJsonArray("rows");
        own.forEach(row -> rows.add(row.getAsJsonObject()));
      }
    }
    return rows;
  }

  private Optional<JsonObject> row(String benchmark, String shape) {
    return rows().stream()
        .filter(row -> row.get("benchmark").getAsString().equals(benchmark))
        .filter(row -> row.get("shape").getAsString().equals(shape))
        .findFirst();
  }

  private void write(String commit) throws IOException {
    JsonObject all = new JsonObject();
    all.addProperty("commit", commit);
    all.addProperty("written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    Path environment = folder.resolve("environment.txt");
    if (Files.exists(environment)) {
      all.addProperty("environment", Files.readString(environment).strip());
    }
    all.add("stages", stages);
    GsonBuilder gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping();
    all.add("ratios", gson.create().toJsonTree(ratios));
    replace("gpu.json", gson.create().toJson(all) + "\n");
    replace("gpu.md", page(commit));
  }

  private void replace(String name, String text) throws IOException {
    AtomicFile.replace(folder.resolve(name), text);
  }

  private String page(String commit) {
    StringBuilder page = new StringBuilder("# facenet4j on a GPU\n\n");
    page.append("Commit ").append(commit).append(". Stages: ");
    page.append(String.join(", ", stages.keySet())).append(".\n");
    if (stages.has("check")) {
      JsonObject check = stages.getAsJsonObject("check");
      page.append(
          "\n%s: %d of %d checks of kernels against the double-precision reference are right.\n"
              .formatted(
                  check.get("name").getAsString(),
                  check.get("checks").getAsInt() - check.get("wrong").getAsInt(),
                  check.get("checks").getAsInt()));
    }
    if (!ratios.isEmpty()) {
      page.append("\n| | PyTorch's mode | unit | ours | PyTorch | times as fast |\n");
      page.append("|---|---|---|---|---|---|\n");
      for (Ratio ratio : ratios) {
        page.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.4g | %.4g | %.2f |%n",
                ratio.what,
                ratio.mode,
                ratio.unit,
                ratio.ours,
                ratio.theirs,
                ratio.ratio));
      }
    }
    List<JsonObject> rows = rows();
    if (!rows.isEmpty()) {
      page.append("\n| row | ms a call | ms by the device's clock | GFLOP/s | kernel |\n");
      page.append("|---|---|---|---|---|\n");
      for (JsonObject row : rows) {
        JsonElement gflops = row.get("gflops");
        page.append(
            String.format(
                Locale.ROOT,
                "| %s %s | %.4g | %.4g | %s | %s |%n",
                row.get("benchmark").getAsString(),
                row.get("shape").getAsString(),
                row.get("medianMillis").getAsDouble(),
                deviceMillis(row),
                gflops == null || gflops.isJsonNull()
                    ? ""
                    : String.format(Locale.ROOT, "%.0f", gflops.getAsDouble()),
                row.get("variant").getAsString()));
      }
    }
    return page.toString();
  }
}
