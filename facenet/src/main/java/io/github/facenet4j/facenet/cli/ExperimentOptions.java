package io.github.facenet4j.facenet.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every experiment is asked with, and where its table goes. */
final class ExperimentOptions {
  @Mixin private DeviceOption device;
  @Mixin private Progress progress;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "LFW: images, pairs.txt, landmarks.csv.")
  private Path data;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images computed at a time; default ${DEFAULT-VALUE}.")
  private int batch = 32;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Also write table, CSV, JSON and a page with a plot into this folder.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  DeviceOption device() {
    return device;
  }

  Progress progress() {
    return progress;
  }

  Path data() {
    return data;
  }

  int batch() {
    return batch;
  }

  /** Null where nothing is written. */
  Path out() {
    return out;
  }

  /** Prints the table, and writes it where that was asked for. */
  void print(Verb verb, ExperimentTable table) throws IOException {
    if (out != null) {
      table.write(out);
    }
    if (json) {
      verb.out().println(Json.of(table.fields()));
    } else {
      table.lines().forEach(verb.out()::println);
    }
  }
}
