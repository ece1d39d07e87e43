package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.train.TrainingConfig;
import io.github.facenet4j.facenet.train.TrainingPlan;
import io.github.facenet4j.facenet.train.TrainingPlan.Measured;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a training step will take. */
@Command(
    name = "plan",
    description =
        "State memory and time of a training step before a run. Takes a few steps over one and two"
            + " micro-batches of noise on the device, unless --images-per-second is given.")
final class PlanCommand extends Verb {
  private static final double MEBIBYTE = 1 << 20;

  @Mixin private DeviceOption device;
  @Mixin private TrainingOptions training;

  @Option(
      names = "--arch",
      required = true,
      paramLabel = "ARCH",
      description = "Architecture, such as nn4.small2.")
  private String architecture;

  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "Faces in a batch, instead of --people times --faces.")
  private Integer batch;

  @Option(
      names = "--images-per-second",
      paramLabel = "X",
      description = "Reckon with this throughput and open no device.")
  private Double imagesPerSecond;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    if (batch != null && batch < 4) {
      throw usage("--batch must be at least 4, two people with two faces; got " + batch);
    }
    if (imagesPerSecond != null && !(imagesPerSecond > 0)) {
      throw usage("--images-per-second must be positive, got " + imagesPerSecond);
    }
    Architecture planned = Architectures.named(architecture);
    TrainingConfig config =
        batch == null ? training.config() : training.config().withBatchOf(batch);
    TrainingPlan plan = TrainingPlan.of(planned, config);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architecture", planned.name());
    fields.put("batch", config.batchSize());
    fields.put("parts", plan.parts().count());
    fields.put("microBatch", plan.parts().size(0));
    Map<String, Long> bytes = plan.bytes();
    if (imagesPerSecond != null) {
      fields.put("stepMillis", config.batchSize() * 1000 / imagesPerSecond);
    } else {
      try (Backend backend = device.open(this)) {
        Measured measured = plan.measure(planned, backend);
        bytes.put("workspace", measured.workspace());
        fields.put("device", backend.device().id());
        fields.put("stepMillis", measured.stepMillis());
      }
    }
    fields.put("bytes", bytes);
    if (json) {
      out().println(Json.of(fields));
    } else {
      print(fields, bytes);
    }
  }

  private void print(Map<String, Object> fields, Map<String, Long> bytes) {
    fields.forEach(
        (name, value) -> {
          if (value instanceof Double number) {
            out().printf("%-16s %12.0f%n", name, number);
          } else if (!(value instanceof Map)) {
            out().printf("%-16s %12s%n", name, value);
          }
        });
    bytes.forEach((name, count) -> out().printf("%-16s %8.1f MiB%n", name, count / MEBIBYTE));
  }
}
