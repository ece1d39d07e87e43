package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of every step, across crashes. */
class MetricsFileTest {
  private static final List<String> NAMES = List.of("step", "loss", "accuracy");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("metrics.csv");
  }

  private MetricsFile open(long done) throws IOException {
    return new MetricsFile(file, MetricsFormat.CSV, NAMES, done);
  }

  private void write(long done, long first, long last) throws IOException {
    try (MetricsFile metrics = open(done)) {
      for (long step = first; step <= last; step++) {
        metrics.write(Map.of("step", step, "loss", 0.125));
      }
    }
  }

  private List<String> steps() throws IOException {
    return Files.readAllLines(file).stream().map(line -> line.split(",")[0]).toList();
  }

  @Test
  void whatWasNotMeasuredIsAnEmptyCell() throws IOException {
    write(0, 1, 2);
    assertEquals(List.of("step,loss,accuracy", "1,0.125,", "2,0.125,"), Files.readAllLines(file));
  }

  @Test
  void jsonLinesHaveNoHeaderAndAreCutAndContinuedAsRowsAre() throws IOException {
    for (long done : new long[] {0, 2}) {
      try (MetricsFile metrics = new MetricsFile(file, MetricsFormat.JSONL, NAMES, done)) {
        for (long step = done + 1; step <= 4; step++) {
          Map<String, Object> numbers = new LinkedHashMap<>();
          numbers.put("step", step);
          numbers.put("loss", 0.25 + done);
          metrics.write(numbers);
        }
      }
      Files.writeString(file, "{\"step\":5,\"lo", StandardOpenOption.APPEND);
    }
    assertEquals(
        List.of(
            "{\"step\":1,\"loss\":0.25}",
            "{\"step\":2,\"loss\":0.25}",
            "{\"step\":3,\"loss\":2.25}",
            "{\"step\":4,\"loss\":2.25}",
            "{\"step\":5,\"lo"),
        Files.readAllLines(file));
  }

  @Test
  void everyRowIsInTheFileAsSoonAsItIsWritten() throws IOException {
    try (MetricsFile metrics = open(0)) {
      for (long step = 1; step <= 3; step++) {
        metrics.write(Map.of("step", step));
        assertEquals(step + 1, Files.readAllLines(file).size());
      }
    }
  }

  @Test
  void stepsThatWillBeDoneAgainAreRemoved() throws IOException {
    write(0, 1, 6);
    write(4, 5, 7);
    assertEquals(List.of("step", "1", "2", "3", "4", "5", "6", "7"), steps());
  }

  @Test
  void aRowThatWasCutShortIsRemoved() throws IOException {
    write(0, 1, 3);
    Files.writeString(file, "4,0.1", StandardOpenOption.APPEND);
    write(4, 5, 5);
    assertEquals(List.of("step", "1", "2", "3", "5"), steps());
  }

  @Test
  void aRunFromTheBeginningForgetsWhatWasThere() throws IOException {
    Files.writeString(file, "anything\nelse\n");
    write(0, 1, 2);
    assertEquals(List.of("step", "1", "2"), steps());
  }

  @Test
  void resumingWithoutAFileOrWithAnEmptyOneGivesItAHeader() throws IOException {
    write(3, 4, 4);
    assertEquals(List.of("step", "4"), steps());
    Files.writeString(file, "");
    write(4, 5, 5);
    assertEquals(List.of("step", "5"), steps());
  }

  @Test
  void otherColumnsAreRefusedAndLeftAlone() throws IOException {
    Files.writeString(file, "step,other\n1,2\n");
    var refused = assertThrows(IOException.class, () -> open(1));
    assertTrue(refused.getMessage().contains("step,other"), refused::getMessage);
    assertEquals("step,other\n1,2\n", Files.readString(file));
  }
}
