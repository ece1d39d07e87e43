package io.github.facenet4j.facenet.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Average linkage among near neighbours only: for more faces than {@link AverageLinkage} has time
 * for.
 *
 * <p>Each face is connected with its nearest ones, found exactly, block by block. Of all connected
 * clusters the two whose faces are nearest on average become one, as long as that average is below
 * the threshold; the new cluster is connected with whatever either was. Clusters that would be near
 * but have no connection stay apart, so more neighbours come closer to {@link AverageLinkage}.
 *
 * @param neighbours of each face, such as 32
 * @param threshold mean squared distance below which clusters are joined
 */
public record NeighbourGraph(int neighbours, double threshold) implements FaceClusterer {

  /** Checks the numbers. */
  public NeighbourGraph {
    FaceClusterer.requireThreshold(threshold);
    if (neighbours < 1) {
      throw new IllegalArgumentException(
          "A neighbour graph needs at least 1 neighbour, got " + neighbours);
    }
  }

  /** Two clusters, how near they are, and how often each had changed when that was measured. */
  private record Edge(double distance, int a, int b, int changesOfA, int changesOfB) {}

  @Override
  public Clustering cluster(FaceVectors faces) {
    return new Run(faces).run();
  }

  private final class Run {
    private final ClusterMeans means;
    private final DisjointSets sets;
    private final int[] changes;
    private final List<Set<Integer>> connected = new ArrayList<>();
    private final PriorityQueue<Edge> nearestFirst =
        new PriorityQueue<>(
            Comparator.comparingDouble(Edge::distance)
                .thenComparingInt(Edge::a)
                .thenComparingInt(Edge::b));

    Run(FaceVectors faces) {
      means = new ClusterMeans(faces);
      sets = new DisjointSets(faces.size());
      changes = new int[faces.size()];
      for (int i = 0; i < faces.size(); i++) {
        connected.add(new HashSet<>());
      }
      int[][] near = NearestFaces.of(faces, neighbours, threshold);
      for (int i = 0; i < near.length; i++) {
        for (int j : near[i]) {
          if (connected.get(i).add(j)) {
            connected.get(j).add(i);
            offer(Math.min(i, j), Math.max(i, j));
          }
        }
      }
    }

    private void offer(int a, int b) {
      double distance = means.distance(a, b);
      if (distance < threshold) {
        nearestFirst.add(new Edge(distance, a, b, changes[a], changes[b]));
      }
    }

    Clustering run() {
      while (!nearestFirst.isEmpty()) {
        Edge edge = nearestFirst.remove();
        boolean isCurrent =
            edge.changesOfA == changes[edge.a] && edge.changesOfB == changes[edge.b];
        if (isCurrent) {
          join(edge.a, edge.b);
        }
      }
      return Clustering.of(sets.roots());
    }

    private void join(int a, int b) {
      means.merge(a, b);
      sets.join(a, b);
      changes[a]++;
      changes[b]++;
      Set<Integer> both = connected.get(a);
      for (int other : connected.get(b)) {
        connected.get(other).remove(b);
        if (other != a) {
          both.add(other);
          connected.get(other).add(a);
        }
      }
      both.remove(b);
      connected.set(b, Set.of());
      for (int other : both) {
        offer(Math.min(a, other), Math.max(a, other));
      }
    }
  }
}
