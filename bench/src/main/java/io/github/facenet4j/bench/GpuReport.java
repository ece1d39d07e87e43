package io.github.facenet4j.bench;

import com.google.gson.Gson;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts the stages of {@code bench/gpu.sh} together: {@code gpu.json} and {@code gpu.md}.
 *
 * <p>Argument: the folder. A stage is {@code STAGE.json}, or {@code STAGE.skipped} with one line of
 * reason, or it was not run. Where it was cut off, {@code STAGE.partial} holds the rows before
 * that. With {@code --environment DEVICES DEVICE COMMIT} it prints the first stage instead, from
 * what {@code devices --json} has written.
 */
public final class GpuReport {
  /** In the order in which they run. */
  static final List<String> STAGES =
      List.of(
          "environment",
          "parity",
          "probe",
          "tune",
          "kernels",
          "tune-tf32",
          "tune-bf16",
          "tf32",
          "bf16",
          "mining",
          "inference",
          "training",
          "peers");

  /** Those whose result is that of {@code bench}. */
  private static final List<String> MEASURED =
      List.of("kernels", "tf32", "bf16", "mining", "inference", "training");

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private GpuReport() {}

  /**
   * Writes both files.
   *
   * @throws IOException when a stage cannot be read or a file cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("--environment")) {
      System.out.println(
          GSON.toJson(environment(Path.of(arguments[1]), arguments[2], arguments[3])));
      return;
    }
    Path folder = Path.of(arguments[0]);
    JsonObject all = read(folder);
    AtomicFile.replace(folder.resolve("gpu.json"), GSON.toJson(all) + "\n");
    AtomicFile.replace(folder.resolve("gpu.md"), markdown(all));
  }

  /** The devices, and one line on the one that was asked for. */
  static JsonObject environment(Path devices, String device, String commit) throws IOException {
    JsonArray all = JsonParser.parseString(Files.readString(devices)).getAsJsonArray();
    for (JsonElement each : all) {
      JsonObject found = each.getAsJsonObject();
      if (!found.get("device").getAsString().startsWith(device)) {
        continue;
      }
      if (!found.get("available").getAsBoolean()) {
        throw new IOException(
            "Device '%s' is not available: %s"
                .formatted(device, found.get("reason").getAsString()));
      }
      JsonObject environment = new JsonObject();
      environment.addProperty(
          "summary",
          "%s (%s), %s; Java %s; commit %s"
              .formatted(
                  found.get("name").getAsString(),
                  found.get("device").getAsString(),
                  found.get("properties"),
                  Runtime.version(),
                  commit.isEmpty() ? "unknown" : commit));
      environment.add("devices", all);
      return environment;
    }
    throw new IOException("There is no device '" + device + "'; see bin/facenet devices");
  }

  /** All stages under their names, and the ratios to PyTorch where both have a row. */
  static JsonObject read(Path folder) throws IOException {
    JsonObject all = new JsonObject();
    for (String stage : STAGES) {
      Path result = folder.resolve(stage + ".json");
      Path skipped = folder.resolve(stage + ".skipped");
      if (Files.exists(result)) {
        try {
          all.add(stage, JsonParser.parseString(Files.readString(result)));
        } catch (JsonParseException broken) {
          throw new IOException(result + " is no JSON; delete it to repeat the stage", broken);
        }
      } else {
        JsonObject missing = partial(folder.resolve(stage + ".partial"));
        missing.addProperty(
            "skipped", Files.exists(skipped) ? Files.readString(skipped).strip() : "not run yet");
        all.add(stage, missing);
      }
    }
    all.add("ratios", ratios(all));
    return all;
  }

  /** What a stage had written when it was cut off; nothing where that is no object. */
  private static JsonObject partial(Path file) throws IOException {
    try {
      return Files.exists(file)
          ? JsonParser.parseString(Files.readString(file)).getAsJsonObject()
          : new JsonObject();
    } catch (JsonParseException | IllegalStateException broken) {
      return new JsonObject();
    }
  }

  private static JsonArray rows(JsonObject all, String stage, String part) {
    JsonElement element = all.get(stage);
    return element.isJsonObject() && element.getAsJsonObject().get(part) instanceof JsonArray rows
        ? rows
        : new JsonArray();
  }

  /** What all benchmarks have measured. */
  private static List<JsonObject> measured(JsonObject all) {
    List<JsonObject> measured = new ArrayList<>();
    for (String stage : MEASURED) {
      for (JsonElement row : rows(all, stage, "rows")) {
        JsonElement precision = all.getAsJsonObject(stage).get("precision");
        JsonObject copy = row.getAsJsonObject().deepCopy();
        copy.addProperty("precision", precision == null ? "fp32" : precision.getAsString());
        measured.add(copy);
      }
    }
    return measured;
  }

  private static JsonArray ratios(JsonObject all) {
    JsonArray ratios = new JsonArray();
    for (JsonElement each : rows(all, "peers", "matmul")) {
      JsonObject peer = each.getAsJsonObject();
      String n = peer.get("n").getAsString();
      ratio(
          ratios, all, List.of("gemm/nn " + n + "x" + n + "x" + n), mode(peer), millis(peer, "ms"));
    }
    for (JsonElement each : rows(all, "peers", "net")) {
      JsonObject peer = each.getAsJsonObject();
      for (String what : List.of("inference", "training")) {
        String row = "nn4.small2/" + what + " " + peer.get("batch").getAsString() + "x96x96x3";
        ratio(ratios, all, List.of(row), mode(peer), millis(peer, what + "_ms"));
      }
    }
    for (JsonElement each : rows(all, "peers", "mining")) {
      JsonObject peer = each.getAsJsonObject();
      int faces = peer.get("images_a_person").getAsInt();
      String shape =
          peer.get("n").getAsInt() / faces + "x" + faces + "x" + peer.get("d").getAsInt();
      List<String> both = List.of("distance/pairwise " + shape, "selection/semiHard " + shape);
      ratio(ratios, all, both, "fp32", millis(peer, "both_us") / 1e3);
    }
    return ratios;
  }

  private static String mode(JsonObject peer) {
    return peer.get("mode").getAsString();
  }

  /** A time, or NaN where the peer failed. */
  private static double millis(JsonObject peer, String field) {
    return peer.has(field) && !peer.get(field).isJsonNull()
        ? peer.get(field).getAsDouble()
        : Double.NaN;
  }

  /**
   * Adds a ratio where all of our rows, which together do what the peer did, are there: those of
   * the peer's precision, else those of single precision.
   */
  private static void ratio(
      JsonArray ratios, JsonObject all, List<String> names, String mode, double peerMillis) {
    String precision = ours(all, names, mode) > 0 ? mode : "fp32";
    double ours = ours(all, names, precision);
    if (ours > 0 && peerMillis > 0) {
      JsonObject ratio = new JsonObject();
      ratio.addProperty("row", String.join(" + ", names));
      ratio.addProperty("mode", mode);
      ratio.addProperty("ourPrecision", precision);
      ratio.addProperty("ourMillis", ours);
      ratio.addProperty("torchMillis", peerMillis);
      ratio.addProperty("speedOfTorch", peerMillis / ours);
      ratios.add(ratio);
    }
  }

  /** Time of all these rows together, NaN where one is not there. */
  private static double ours(JsonObject all, List<String> names, String precision) {
    double ours = 0;
    for (String name : names) {
      ours +=
          measured(all).stream()
              .filter(row -> name(row).equals(name))
              .filter(row -> row.get("precision").getAsString().equals(precision))
              .mapToDouble(row -> row.get("medianMillis").getAsDouble())
              .findFirst()
              .orElse(Double.NaN);
    }
    return ours;
  }

  private static String name(JsonObject row) {
    return row.get("benchmark").getAsString() + " " + row.get("shape").getAsString();
  }

  /** The same to read. */
  static String markdown(JsonObject all) {
    StringBuilder text = new StringBuilder("# Measured by bench/gpu.sh\n\n");
    for (String stage : STAGES) {
      JsonElement result = all.get(stage);
      boolean missing = result.isJsonObject() && result.getAsJsonObject().has("skipped");
      boolean isPartial = missing && result.getAsJsonObject().size() > 1;
      text.append("- ")
          .append(stage)
          .append(": ")
          .append(isPartial ? "in part, " : "")
          .append(missing ? result.getAsJsonObject().get("skipped").getAsString() : "done")
          .append('\n');
      for (JsonElement leftOut : rows(all, stage, "leftOut")) {
        text.append("  - left out ").append(leftOut.getAsString()).append('\n');
      }
    }
    if (all.get("environment").getAsJsonObject().has("summary")) {
      text.append('\n')
          .append(all.get("environment").getAsJsonObject().get("summary").getAsString())
          .append('\n');
    }
    families(text, rows(all, "parity", "families"));
    List<JsonObject> rows = measured(all);
    if (!rows.isEmpty()) {
      text.append(
          "\n| row | precision | median ms | device ms | of peak | of tensor peak | launches | variant |\n"
              + "|---|---|---|---|---|---|---|---|\n");
    }
    for (JsonObject row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.4f | %s | %s | %s | %s | %s |%n",
              name(row),
              row.get("precision").getAsString(),
              row.get("medianMillis").getAsDouble(),
              number(row, "deviceMillis", "%.4f"),
              number(row, "shareOfPeak", "%.3f"),
              number(row, "shareOfTensorPeak", "%.3f"),
              number(row, "launches", "%.0f"),
              row.get("variant").getAsString()));
    }
    JsonArray ratios = all.getAsJsonArray("ratios");
    if (!ratios.isEmpty()) {
      text.append(
          "\n| row | our precision | PyTorch mode | ours ms | PyTorch ms | speed of PyTorch's |\n");
      text.append("|---|---|---|---|---|---|\n");
    }
    for (JsonElement each : ratios) {
      JsonObject ratio = each.getAsJsonObject();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.3f | %.3f | %.2f |%n",
              ratio.get("row").getAsString(),
              ratio.get("ourPrecision").getAsString(),
              ratio.get("mode").getAsString(),
              ratio.get("ourMillis").getAsDouble(),
              ratio.get("torchMillis").getAsDouble(),
              ratio.get("speedOfTorch").getAsDouble()));
    }
    return text.toString();
  }

  /** Empty where the row has no such number. */
  private static String number(JsonObject row, String field, String format) {
    return row.has(field) && !row.get(field).isJsonNull()
        ? String.format(Locale.ROOT, format, row.get(field).getAsDouble())
        : "";
  }

  private static void families(StringBuilder text, JsonArray families) {
    if (!families.isEmpty()) {
      text.append(
          "\n| family | variants | checks | error of bound | wrong |\n|---|---|---|---|---|\n");
    }
    for (JsonElement each : families) {
      JsonObject family = each.getAsJsonObject();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %.3f | %d |%n",
              family.get("family").getAsString(),
              family.get("variants").getAsInt(),
              family.get("checks").getAsInt(),
              family.get("largestShareOfBound").getAsDouble(),
              family.getAsJsonArray("failures").size()));
    }
  }
}
