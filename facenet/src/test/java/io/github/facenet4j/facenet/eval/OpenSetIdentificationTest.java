package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.facenet.eval.OpenSetIdentification.Face;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** People on a circle, by angle: distances can be checked by hand. */
class OpenSetIdentificationTest {
  private static Face at(int person, double degrees) {
    double angle = Math.toRadians(degrees);
    return new Face(person, new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
  }

  private static double distance(double degrees) {
    return 2 - 2 * Math.cos(Math.toRadians(degrees));
  }

  @Test
  void probesCountWhereTheNearestIsRightAndNearEnough() {
    List<Face> enrolled = List.of(at(0, 0), at(1, 90));
    List<Face> probes = new ArrayList<>();
    probes.add(at(0, 5)); // right
    probes.add(at(0, 30)); // right, but farther than the threshold
    probes.add(at(0, 80)); // nearest is 1: wrong
    probes.add(at(1, 100)); // right
    for (int i = 0; i < 10; i++) {
      probes.add(at(7 + i, -20 - 5 * i)); // unknown, 20 to 65 degrees from 0
    }
    OpenSetIdentification result = OpenSetIdentification.of(enrolled, probes, 0, 0.2);

    assertEquals(2, result.enrolled());
    assertEquals(4, result.knownProbes());
    assertEquals(10, result.unknownProbes());
    assertEquals(0.75, result.rankOne());
    assertEquals(distance(20), result.points().get(0).threshold(), 1e-6);
    assertEquals(0.5, result.points().get(0).rate());
    // Two of ten may pass: those at 20 and 25 degrees, below 30.
    assertEquals(distance(30), result.points().get(1).threshold(), 1e-6);
    assertEquals(0.2, result.points().get(1).far());
  }

  @Test
  void bothKindsOfProbesAreNeeded() {
    List<Face> enrolled = List.of(at(0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> OpenSetIdentification.of(enrolled, List.of(at(0, 5)), 0.1));
    assertThrows(
        IllegalArgumentException.class,
        () -> OpenSetIdentification.of(enrolled, List.of(at(1, 5)), 0.1));
  }
}
