package io.github.facenet4j.facenet.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which faces belong together: a cluster for each face. */
public final class Clustering {
  private final int[] clusters;
  private final int count;

  private Clustering(int[] clusters, int count) {
    this.clusters = clusters;
    this.count = count;
  }

  /**
   * Numbers clusters from 0 in order of their first faces.
   *
   * @param names equal for faces that belong together; a negative one is a face of its own
   */
  static Clustering of(int[] names) {
    Map<Integer, Integer> numbers = new HashMap<>();
    int[] clusters = new int[names.length];
    int next = 0;
    for (int i = 0; i < names.length; i++) {
      Integer known = names[i] < 0 ? null : numbers.get(names[i]);
      if (known == null) {
        known = next++;
        if (names[i] >= 0) {
          numbers.put(names[i], known);
        }
      }
      clusters[i] = known;
    }
    return new Clustering(clusters, next);
  }

  /** Number of faces. */
  public int faces() {
    return clusters.length;
  }

  /** Number of clusters. */
  public int clusters() {
    return count;
  }

  /** The cluster of a face, from 0. */
  public int clusterOf(int face) {
    return clusters[face];
  }

  /** The cluster of each face. */
  public int[] toArray() {
    return clusters.clone();
  }

  /** The faces of each cluster in ascending order, the largest cluster first. */
  public List<List<Integer>> largestFirst() {
    List<List<Integer>> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(new ArrayList<>());
    }
    for (int face = 0; face < clusters.length; face++) {
      members.get(clusters[face]).add(face);
    }
    members.sort(Comparator.comparingInt((List<Integer> faces) -> faces.size()).reversed());
    return members;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Clustering clustering && Arrays.equals(clusters, clustering.clusters);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(clusters);
  }

  @Override
  public String toString() {
    return count + " clusters of " + clusters.length + " faces";
  }
}
