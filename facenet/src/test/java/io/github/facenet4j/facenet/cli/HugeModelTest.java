package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.init.Seeds;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NN1, whose weights are 560 MB, as a file and in a process of its own. */
class HugeModelTest {
  private static final long MOST_BYTES = 2_000_000_000;
  private static final String PEAK = "VmHWM:";

  @TempDir private static Path folder;
  private static Path model;
  private static Path crop;

  /** No tensor is in memory longer than it takes to write it. */
  @BeforeAll
  static void write() throws IOException {
    Network network = Network.of(Architectures.named("NN1"));
    for (Parameter parameter : network.parameters()) {
      parameter.readFrom(
          () ->
              parameter
                  .initializer()
                  .values(parameter.diskShape(), Seeds.random(1, parameter.name())));
    }
    model = folder.resolve("nn1.safetensors");
    new Model(network, ModelMetadata.empty()).save(model);
    crop = folder.resolve("crop.png");
    int side = network.input().width();
    ImageFiles.writePng(TinyModels.noise(side, side, new SplittableRandom(1)), crop);
  }

  @AfterAll
  static void delete() throws IOException {
    Files.delete(model);
  }

  @ParameterizedTest
  @CsvSource({"cpu", "opencl"})
  void embedsWithinTwoGigabytes(String device) throws Exception {
    TestDevices.require(device);
    Path out = folder.resolve(device + ".csv");
    CommandLineProcess embed =
        CommandLineProcess.start(
            folder.resolve("errors"),
            List.of(
                "embed", "--device", device, "--model", "" + model, "--out", "" + out, "" + crop),
            "-XX:+UseSerialGC",
            "-Xms16m",
            "-Xmn8m",
            "-Xmx1500m");
    Path status = Path.of("/proc/" + embed.process().pid() + "/status");
    long peak = 0;
    while (embed.process().isAlive()) {
      peak = Math.max(peak, peakBytes(status));
      Thread.sleep(5);
    }

    assertEquals(0, embed.exitCode(), embed.talk());
    assertEquals(2, Files.readAllLines(out).size());
    assertTrue(peak < MOST_BYTES, device + ": " + peak + " bytes");
  }

  /** The most memory that the process had so far; 0 where the system does not say. */
  private static long peakBytes(Path status) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }
}
