package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of every step, across crashes. */
class MetricsFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("metrics.csv");
  }

  private void write(long done, long first, long last) throws IOException {
    try (MetricsFile metrics = new MetricsFile(file, done)) {
      for (long step = first; step <= last; step++) {
        metrics.write(step(step));
      }
    }
  }

  private List<String> steps() throws IOException {
    return Files.readAllLines(file).stream().map(line -> line.split(",")[0]).toList();
  }

  private static StepReport step(long step) {
    return new StepReport(step, 0.125, 10, 8, 4, 0.5, 0.75, 1.5, 0.25, 20, 1, 2, 40);
  }

  @Test
  void aRowHasEveryNumberOfItsStepUnderItsName() throws IOException {
    write(0, 1, 1);
    assertEquals(
        List.of(
            "step,loss,pairs,triplets,active,activeFraction,meanPositive,meanNegative,spread,"
                + "learningRate,images,repeats,minedMillis,stepMillis,imagesPerSecond",
            "1,0.125,10,8,4,0.4,0.5,0.75,1.5,0.25,20,1,2.0,40.0,500.0"),
        Files.readAllLines(file));
  }

  @Test
  void everyRowIsInTheFileAsSoonAsItIsWritten() throws IOException {
    try (MetricsFile metrics = new MetricsFile(file, 0)) {
      for (long step = 1; step <= 3; step++) {
        metrics.write(step(step));
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
    var refused = assertThrows(IOException.class, () -> new MetricsFile(file, 1));
    assertTrue(refused.getMessage().contains("step,other"), refused::getMessage);
    assertEquals("step,other\n1,2\n", Files.readString(file));
  }
}
