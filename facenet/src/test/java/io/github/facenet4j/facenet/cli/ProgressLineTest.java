package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a person sees while a long verb runs. */
class ProgressLineTest {
  private static final int COLUMNS = 79;

  @Test
  void saysShareTimeLeftAndWords() {
    String line =
        new ProgressLine(false)
            .line("train", 530, 1000, 53, "68 images/s, loss 0.1530, active 95 %", COLUMNS);
    assertEquals(
        "train  53 % [====>   ] ETA 0:47, 68 images/s, loss 0.1530, active 95 %", line.strip());
    assertEquals(COLUMNS, line.length(), "what stood there before is overwritten");
  }

  @Test
  void wordsThatDoNotFitAreLeftOutWhole() {
    String words = "68 images/s, loss 0.1530, active 95 %, spread 1.934, held out 0.912";
    String line = new ProgressLine(false).line("train", 530, 1000, 53, words, COLUMNS);
    assertEquals(
        "train  53 % [====>   ] ETA 0:47, 68 images/s, loss 0.1530, active 95 %", line.strip());
  }

  @Test
  void countsThingsThatAPersonCanCount() {
    ProgressLine counted = new ProgressLine(true);
    assertEquals(
        "embed  25 % 1/4 [==>     ] ETA 2:00:03",
        counted.line("embed", 1, 4, 2401, "", 40).strip());
    assertEquals(
        "embed 100 % 4/4 [========] ETA 0:00", counted.line("embed", 4, 4, 9, "", 40).strip());
    assertEquals(
        "embed   0 % 0/4 [>       ] ETA ?", counted.line("embed", 0, 4, 9, "", 40).strip());
  }

  @Test
  void whatARunDidBeforeItWasResumedTellsNothingOfItsSpeed() {
    ProgressLine line = new ProgressLine(false);
    line.startAt(500);
    assertEquals("train  50 % [====>   ] ETA ?", line.line("train", 500, 1000, 10, "", 30).strip());
    assertEquals(
        "train  75 % [======> ] ETA 0:10", line.line("train", 750, 1000, 10, "", 40).strip());
  }
}
