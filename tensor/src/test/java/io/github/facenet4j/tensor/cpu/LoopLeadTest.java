package io.github.facenet4j.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The start of vectorised loops. */
class LoopLeadTest {
  @Test
  void oneValueAndWholeVectorsCoverTheLeadAndTheRow() {
    for (int lead = 0; lead < LoopLead.LANES; lead++) {
      for (int length = 1; length < 70; length++) {
        int covered = LoopLead.wholeVectors(lead, length);
        assertEquals(1, covered % LoopLead.LANES);
        assertTrue(covered >= lead + length && covered < lead + length + LoopLead.LANES);
      }
    }
  }

  @Test
  void theFastestLeadIsFound() {
    int found =
        LoopLead.search(
            (lead, length) -> {
              if (lead != 11) {
                LockSupport.parkNanos(200_000);
              }
            });
    assertEquals(11, found);
  }

  @Test
  void everyLeadIsTimedWithAsManyValues() {
    LoopLead.search(
        (lead, length) ->
            assertEquals(LoopLead.wholeVectors(1, 384), LoopLead.wholeVectors(lead, length)));
  }
}
