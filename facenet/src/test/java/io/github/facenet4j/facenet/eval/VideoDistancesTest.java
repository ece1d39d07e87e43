package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.data.VideoPair;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VideoDistancesTest {
  private static final List<VideoPair> PAIR =
      List.of(new VideoPair(1, PairKind.SAME, "Ada/0", "Ada/1"));

  private static float[][] frames(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] frames = new float[count][6];
    for (float[] frame : frames) {
      for (int i = 0; i < frame.length; i++) {
        frame[i] = (float) random.nextDouble(-3, 3);
      }
    }
    return frames;
  }

  private static double[] unit(float[] vector) {
    double length = 0;
    for (float value : vector) {
      length += (double) value * value;
    }
    double[] unit = new double[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = vector[i] / Math.sqrt(length);
    }
    return unit;
  }

  /** All 7·5 squared distances one by one. */
  @Test
  void theDistanceOfVideosIsTheMeanOverAllPairsOfFrames() {
    float[][] first = frames(7, 1);
    float[][] second = frames(5, 2);
    VideoDistances distances = new VideoDistances();
    double sum = 0;
    for (float[] a : first) {
      distances.add("Ada/0", a);
      for (float[] b : second) {
        double[] u = unit(a);
        double[] v = unit(b);
        for (int i = 0; i < u.length; i++) {
          sum += (u[i] - v[i]) * (u[i] - v[i]);
        }
      }
    }
    for (float[] b : second) {
      distances.add("Ada/1", b);
    }

    assertEquals(sum / 35, distances.of(PAIR).distance(0), 1e-12);
  }

  @Test
  void videosWithoutFramesAndEmbeddingsWithoutLengthAreRefused() {
    VideoDistances distances = new VideoDistances();

    assertThrows(IllegalArgumentException.class, () -> distances.of(PAIR));
    assertThrows(IllegalArgumentException.class, () -> distances.add("Ada/0", new float[3]));
    assertThrows(
        IllegalArgumentException.class, () -> distances.add("Ada/0", new float[] {Float.NaN}));
  }
}
