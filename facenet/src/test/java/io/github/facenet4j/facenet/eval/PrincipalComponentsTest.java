package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  /** Points near a line: the first component is the line. */
  @Test
  void theFirstComponentIsTheDirectionOfTheLargestSpread() {
    List<float[]> points = List.of(new float[] {3, 4, 0}, new float[] {-3, -4, 0.01f});

    float[] along = PrincipalComponents.of(points).project(new float[] {3, 4, 0}, 1);

    assertEquals(1, Math.abs(along[0]), 1e-5);
  }

  @Test
  void allComponentsKeepLengthsAndDistances() {
    SplittableRandom random = new SplittableRandom(1);
    List<float[]> points = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      float[] point = new float[5];
      for (int c = 0; c < point.length; c++) {
        point[c] = (float) random.nextDouble(-1, 1);
      }
      points.add(point);
    }
    PrincipalComponents components = PrincipalComponents.of(points);

    for (int i = 1; i < points.size(); i++) {
      double[] expected = {cosine(points.get(0), points.get(i)), 1};
      float[] a = components.project(points.get(0), 5);
      float[] b = components.project(points.get(i), 5);
      assertArrayEquals(expected, new double[] {cosine(a, b), length(b)}, 1e-5);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum / length(a) / length(b);
  }

  private static double length(float[] a) {
    double sum = 0;
    for (float value : a) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Test
  void nothingHasNoComponents() {
    assertThrows(IllegalArgumentException.class, () -> PrincipalComponents.of(List.of()));
  }
}
