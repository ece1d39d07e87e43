package io.github.facenet4j.facenet.gallery;

import static io.github.facenet4j.facenet.gallery.TestFaces.MODEL;
import static io.github.facenet4j.facenet.gallery.TestFaces.face;
import static io.github.facenet4j.facenet.gallery.TestFaces.near;
import static io.github.facenet4j.facenet.gallery.TestFaces.people;
import static io.github.facenet4j.facenet.gallery.TestFaces.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.Embeddings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in eight bits and refined is what comparing with everything would find. */
class PeopleSearchTest {
  @TempDir private Path folder;

  private void check(List<GalleryFace> faces, List<float[]> queries, int... sizes)
      throws IOException {
    try (Gallery gallery = Gallery.open(folder, MODEL)) {
      // In several segments.
      for (int first = 0; first < faces.size(); first += 700) {
        gallery.add(faces.subList(first, Math.min(faces.size(), first + 700)));
      }
      for (float[] query : queries) {
        for (int k : sizes) {
          List<Double> found =
              gallery.search(query, k).stream().map(GalleryMatch::squaredDistance).toList();
          assertEquals(bruteForce(faces, query, k), found);
        }
      }
    }
  }

  private static List<Double> bruteForce(List<GalleryFace> faces, float[] query, int k) {
    Map<String, Double> best = new TreeMap<>();
    for (GalleryFace face : faces) {
      double distance = Embeddings.squaredDistance(query, face.embedding());
      best.merge(face.person(), distance, Math::min);
    }
    return best.values().stream().sorted(Comparator.naturalOrder()).limit(k).toList();
  }

  @Test
  void knownAndUnknownPeopleAreFoundExactly() throws IOException {
    List<GalleryFace> faces = people(150, 10, 1);
    SplittableRandom random = new SplittableRandom(2);
    List<float[]> queries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queries.add(near(faces.get(random.nextInt(faces.size())).embedding(), 0.5, random));
      queries.add(unit(random, 32));
    }
    check(faces, queries, 1, 5, 149, 150, 1000);
  }

  @Test
  void aThousandFacesOfOnePersonHideNobody() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    float[] centre = unit(random, 32);
    List<GalleryFace> faces = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      faces.add(face("many", i, near(centre, 0.01, random)));
    }
    for (int i = 0; i < 5; i++) {
      faces.add(face("other " + i, i, near(centre, 0.5, random)));
    }
    check(faces, List.of(centre), 1, 2, 6, 7);
  }

  @Test
  void equalVectorsAndNearTiesAreTold() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    float[] centre = unit(random, 32);
    List<GalleryFace> faces = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      faces.add(face("p" + i, i, i % 3 == 0 ? centre : near(centre, 1e-4 * i, random)));
    }
    check(faces, List.of(centre, near(centre, 0.1, random)), 1, 50, 100, 101, 299);
  }

  @Test
  void oneLargeComponentDoesNotHideTheOthers() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    List<GalleryFace> faces = new ArrayList<>();
    List<float[]> queries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      float[] spiked = unit(random, 32);
      spiked[0] = 50;
      faces.add(face("p" + i, i, Embeddings.unit(spiked)));
      queries.add(faces.get(i).embedding());
    }
    check(faces, queries.subList(0, 20), 3);
  }

  /** The bound holds, and is tight enough to be of use. */
  @Test
  void theBoundIsNeverAboveTheDistance() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 2000; i++) {
      float[] a = unit(random, 128);
      float[] b = i % 2 == 0 ? unit(random, 128) : near(a, 0.3, random);
      QuantisedRows row = QuantisedRows.of(a);
      QuantisedRows other = QuantisedRows.of(b);
      int dot = 0;
      for (int j = 0; j < 128; j++) {
        dot += row.bytes()[j] * other.bytes()[j];
      }
      double distance = Embeddings.squaredDistance(a, b);
      float bound = row.nearest(0, dot, other.asQuery());
      assertTrue(bound <= distance, bound + " > " + distance);
      assertTrue(bound >= distance - 0.06, bound + " is far below " + distance);
    }
  }
}
