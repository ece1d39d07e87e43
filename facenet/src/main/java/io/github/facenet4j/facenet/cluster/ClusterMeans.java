package io.github.facenet4j.facenet.cluster;

import io.github.facenet4j.tensor.spi.RowDots;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Clusters as the means of their faces.
 *
 * <p>The mean squared distance between the faces of A and those of B, all of length 1, is {@code
 * 1/(|A||B|) Σ (2 − 2·a·b) = 2 − 2·mean(A)·mean(B)}: average linkage needs no matrix of distances.
 */
final class ClusterMeans {
  private static final int ROWS_OF_A_TASK = 2048;

  private final int width;
  private final float[] means;
  private final int[] faces;
  private final RowDots dots = RowDots.fastest();

  /** Each face alone. */
  ClusterMeans(FaceVectors vectors) {
    this.width = vectors.width();
    this.means = vectors.values().clone();
    this.faces = new int[vectors.size()];
    Arrays.fill(faces, 1);
  }

  /** Number of places, each of which holds a cluster at first. */
  int places() {
    return faces.length;
  }

  /** Mean squared distance of the faces of two clusters. */
  double distance(int a, int b) {
    float[] one = new float[1];
    dots.of(means, a * width, width, means, b * width, one, 1);
    return 2 - 2.0 * one[0];
  }

  /** The cluster at {@code into} takes the faces of the one at {@code from}. */
  void merge(int into, int from) {
    int together = faces[into] + faces[from];
    double share = (double) faces[from] / together;
    for (int i = 0; i < width; i++) {
      double mean = means[into * width + i];
      means[into * width + i] = (float) (mean + share * (means[from * width + i] - mean));
    }
    faces[into] = together;
  }

  /** Moves a cluster to another place. */
  void move(int from, int to) {
    System.arraycopy(means, from * width, means, to * width, width);
    faces[to] = faces[from];
  }

  /**
   * The nearest of the first {@code places} to one of them.
   *
   * @param preferred is taken where another is as near; −1 for none
   * @return −1 where there is no other
   */
  int nearest(int cluster, int places, int preferred) {
    int tasks = (places + ROWS_OF_A_TASK - 1) / ROWS_OF_A_TASK;
    int best = -1;
    float most = Float.NEGATIVE_INFINITY;
    int[] bests = new int[tasks];
    float[] mosts = new float[tasks];
    IntStream.range(0, tasks)
        .parallel()
        .forEach(task -> nearestOfTask(cluster, places, task, bests, mosts));
    for (int task = 0; task < tasks; task++) {
      if (mosts[task] > most) {
        most = mosts[task];
        best = bests[task];
      }
    }
    boolean isTie = preferred >= 0 && best >= 0 && distance(cluster, preferred) <= 2 - 2.0 * most;
    return isTie ? preferred : best;
  }

  private void nearestOfTask(int cluster, int places, int task, int[] bests, float[] mosts) {
    int first = task * ROWS_OF_A_TASK;
    int count = Math.min(places - first, ROWS_OF_A_TASK);
    float[] products = new float[count];
    dots.of(means, first * width, width, means, cluster * width, products, count);
    bests[task] = -1;
    mosts[task] = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      if (products[i] > mosts[task] && first + i != cluster) {
        mosts[task] = products[i];
        bests[task] = first + i;
      }
    }
  }
}
