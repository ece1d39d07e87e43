package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the two files of metrics hold. */
class RunMetricsTest {
  private static final StepReport STEP =
      new StepReport(3, 0.125, 10, 10, 8, 4, 0.5, 0.75, 1.5, 0.25, 20, 1, 1024, 0, 2, 40, 90, 1);

  @TempDir private Path folder;

  @Test
  void aStepWithAnEvaluationHasEveryNumberUnderItsNameInBothFiles() throws IOException {
    try (RunMetrics metrics = new RunMetrics(folder, 0)) {
      metrics.write(
          RunMetrics.fields(
              STEP,
              new MemoryUse(4096, OptionalLong.of(8192)),
              Optional.of(new HeldOutScore(0.75, 0.875, 0.25))));
    }
    List<String> rows = Files.readAllLines(folder.resolve("metrics.csv"));
    List<String> names = Arrays.asList(rows.get(0).split(","));
    String[] cells = rows.get(1).split(",");
    JsonObject json =
        JsonParser.parseString(Files.readString(folder.resolve("metrics.jsonl"))).getAsJsonObject();

    assertEquals(2, rows.size());
    assertTrue(
        names.containsAll(
            List.of("loss", "activeFraction", "meanPositive", "meanNegative", "spread")));
    assertTrue(
        names.containsAll(
            List.of("learningRate", "imagesPerSecond", "launches", "waits", "deviceBytes")));
    assertTrue(names.containsAll(List.of("residentBytes", "heldOutAccuracy", "heldOutAuc")));
    assertEquals(names.size(), cells.length);
    assertEquals(json.keySet(), new HashSet<>(names));
    for (int i = 0; i < cells.length; i++) {
      assertEquals(json.get(names.get(i)).getAsString(), cells[i], names.get(i));
    }
    assertEquals(500.0, json.get("imagesPerSecond").getAsDouble());
    assertEquals(0.875, json.get("heldOutAuc").getAsDouble());
    assertEquals(8192, json.get("residentBytes").getAsLong());
  }

  @Test
  void whatWasNotMeasuredIsAbsentInJsonAndEmptyInTheTable() throws IOException {
    try (RunMetrics metrics = new RunMetrics(folder, 0)) {
      metrics.write(
          RunMetrics.fields(STEP, new MemoryUse(4096, OptionalLong.empty()), Optional.empty()));
    }
    String json = Files.readString(folder.resolve("metrics.jsonl"));
    assertFalse(json.contains("heldOut") || json.contains("residentBytes"), json);
    assertTrue(Files.readString(folder.resolve("metrics.csv")).endsWith(",4096,,,,\n"));
  }

  @Test
  void memoryIsThatOfTheDevicesPoolAndOfTheProcess() {
    try (Backend cpu = Backends.require("cpu");
        MemoryScope scope = MemoryScope.root(cpu, "metrics")) {
      scope.zeros(Shape.of(1 << 20));
      MemoryUse memory = MemoryUse.of(cpu.memory());

      assertEquals(cpu.memory().peakBytes(), memory.deviceBytes());
      assertTrue(memory.deviceBytes() >= 4 << 20, memory::toString);
      memory.residentBytes().ifPresent(bytes -> assertTrue(bytes > 10 << 20, memory::toString));
    }
  }

  @Test
  void aScoreIsTheBestAccuracyAndTheShareOfPairsInTheRightOrder() {
    PairKind same = PairKind.SAME;
    PairKind different = PairKind.DIFFERENT;
    HeldOutScore score =
        HeldOutScore.of(
            new PairDistances(
                new int[] {1, 1, 1, 1, 1, 1},
                new PairKind[] {same, same, same, different, different, different},
                new double[] {0.1, 0.2, 0.8, 0.5, 0.6, 0.9}));
    // Of the nine comparisons of a same with a different pair, 0.8 over 0.5 and over 0.6 are wrong;
    // between 0.2 and 0.5 one decision is wrong; at 0.5 one third of each kind.
    assertEquals(7.0 / 9, score.auc(), 1e-12);
    assertEquals(5.0 / 6, score.accuracy(), 1e-12);
    assertEquals(1.0 / 3, score.eer(), 1e-12);
  }
}
