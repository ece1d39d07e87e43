package io.github.facenet4j.facenet.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.eval.ClusterQuality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceClustererTest {
  private static final List<FaceClusterer> ALL =
      List.of(new AverageLinkage(1.0), new Dbscan(1.0, 1), new NeighbourGraph(8, 1.0));

  private static float[] unit(SplittableRandom random, int width) {
    float[] vector = new float[width];
    for (int i = 0; i < width; i++) {
      vector[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
    }
    return Embeddings.unit(vector);
  }

  /** People around random centres; the labels go round. */
  private static List<float[]> people(int faces, int people, double spread, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> centres = IntStream.range(0, people).mapToObj(p -> unit(random, 32)).toList();
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < faces; i++) {
      float[] face = unit(random, 32);
      for (int j = 0; j < face.length; j++) {
        face[j] = (float) (centres.get(i % people)[j] + spread * face[j]);
      }
      all.add(Embeddings.unit(face));
    }
    return all;
  }

  /** Joins the nearest two clusters of all, by all of their pairs, as long as they are near. */
  private static Clustering bruteForce(List<float[]> faces, double threshold) {
    List<List<Integer>> clusters = new ArrayList<>();
    IntStream.range(0, faces.size()).forEach(i -> clusters.add(new ArrayList<>(List.of(i))));
    while (true) {
      double nearest = threshold;
      int first = -1;
      int second = -1;
      for (int a = 0; a < clusters.size(); a++) {
        for (int b = a + 1; b < clusters.size(); b++) {
          double sum = 0;
          for (int i : clusters.get(a)) {
            for (int j : clusters.get(b)) {
              sum += Embeddings.squaredDistance(faces.get(i), faces.get(j));
            }
          }
          double mean = sum / clusters.get(a).size() / clusters.get(b).size();
          if (mean < nearest) {
            nearest = mean;
            first = a;
            second = b;
          }
        }
      }
      if (first < 0) {
        int[] names = new int[faces.size()];
        for (int c = 0; c < clusters.size(); c++) {
          for (int face : clusters.get(c)) {
            names[face] = c;
          }
        }
        return Clustering.of(names);
      }
      clusters.get(first).addAll(clusters.remove(second));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.4", "2, 0.7", "3, 1.0", "4, 1.4", "5, 1.9", "6, 3.9"})
  void averageLinkageJoinsWhatAllPairsWouldJoin(long seed, double threshold) {
    List<float[]> faces = people(90, 11, 0.9, seed);
    assertEquals(
        bruteForce(faces, threshold), new AverageLinkage(threshold).cluster(FaceVectors.of(faces)));
  }

  @Test
  void averageLinkageOfMoreFacesThanATaskTakesIsTheSame() {
    List<float[]> faces = people(5000, 300, 0.5, 7);
    Clustering found = new AverageLinkage(0.8).cluster(FaceVectors.of(faces));
    int[] truth = IntStream.range(0, 5000).map(i -> i % 300).toArray();
    assertEquals(1.0, ClusterQuality.of(found.toArray(), truth).pairwiseF());
    assertEquals(300, found.clusters());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aGraphOfAllNeighboursIsAverageLinkage(long seed) {
    List<float[]> faces = people(120, 13, 0.9, seed);
    FaceVectors vectors = FaceVectors.of(faces);
    assertEquals(
        bruteForce(faces, 1.1).clusters(),
        new NeighbourGraph(119, 1.1).cluster(vectors).clusters());
  }

  @Test
  void aGraphOfFewNeighboursFindsPeopleThatLieApart() {
    Clustering found = new NeighbourGraph(8, 0.8).cluster(FaceVectors.of(people(3000, 60, 0.5, 8)));
    assertEquals(60, found.clusters());
    assertEquals(50, found.largestFirst().get(59).size());
  }

  @Test
  void theNearestFacesAreFoundExactly() {
    List<float[]> faces = people(1300, 40, 1.2, 9);
    int[][] nearest = NearestFaces.of(FaceVectors.of(faces), 5, 1.7);
    for (int i = 0; i < faces.size(); i += 37) {
      float[] face = faces.get(i);
      int self = i;
      int[] expected =
          IntStream.range(0, faces.size())
              .filter(j -> j != self && distance(face, faces.get(j)) < 1.7)
              .boxed()
              .sorted(Comparator.comparingDouble(j -> distance(face, faces.get(j))))
              .limit(5)
              .mapToInt(j -> j)
              .sorted()
              .toArray();
      assertArrayEquals(expected, Arrays.stream(nearest[i]).sorted().toArray(), "face " + i);
    }
  }

  private static double distance(float[] a, float[] b) {
    return Embeddings.squaredDistance(a, b);
  }

  /** Points on a circle, five degrees apart, a gap, and one alone. */
  @Test
  void dbscanGoesFromNeighbourToNeighbour() {
    List<float[]> faces = new ArrayList<>();
    for (int degrees : new int[] {0, 5, 10, 15, 60, 65, 70, 180}) {
      double angle = Math.toRadians(degrees);
      faces.add(new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
    }
    double six = 2 - 2 * Math.cos(Math.toRadians(6));
    Clustering found = new Dbscan(six, 2).cluster(FaceVectors.of(faces));
    assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1, 1, 2}, found.toArray());
    assertEquals(8, new Dbscan(six, 3).cluster(FaceVectors.of(faces)).clusters());
  }

  @Test
  void noFacesAreNoClustersAndEqualFacesAreOne() {
    float[] one = unit(new SplittableRandom(1), 16);
    for (FaceClusterer clusterer : ALL) {
      assertEquals(0, clusterer.cluster(FaceVectors.of(List.of())).clusters());
      assertEquals(1, clusterer.cluster(FaceVectors.of(List.of(one))).clusters());
      List<float[]> many = IntStream.range(0, 70).mapToObj(i -> one.clone()).toList();
      assertEquals(1, clusterer.cluster(FaceVectors.of(many)).clusters(), clusterer.toString());
    }
  }

  @Test
  void clustersAreNumberedByTheirFirstFaceAndListedBySize() {
    Clustering clustering = Clustering.of(new int[] {7, -1, 7, 3, 7, 3, -1});
    assertArrayEquals(new int[] {0, 1, 0, 2, 0, 2, 3}, clustering.toArray());
    assertEquals(
        List.of(List.of(0, 2, 4), List.of(3, 5), List.of(1), List.of(6)),
        clustering.largestFirst());
  }

  @Test
  void nonsenseIsRefused() {
    float[] nan = {Float.NaN, 1};
    for (float[] wrong : List.of(nan, new float[] {0, 0}, new float[] {1, 0, 0})) {
      assertThrows(
          IllegalArgumentException.class, () -> FaceVectors.of(List.of(new float[] {1, 0}, wrong)));
    }
    assertThrows(IllegalArgumentException.class, () -> new AverageLinkage(0));
    assertThrows(IllegalArgumentException.class, () -> new AverageLinkage(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Dbscan(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new NeighbourGraph(0, 1));
    assertTrue(new AverageLinkage(4).threshold() == 4);
  }
}
