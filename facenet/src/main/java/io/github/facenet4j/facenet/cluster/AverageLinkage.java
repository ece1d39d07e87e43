package io.github.facenet4j.facenet.cluster;

/**
 * Agglomerative clustering with average linkage, as FaceNet's section 5.8 clusters photographs: the
 * two clusters whose faces are nearest on average become one, as long as that average is below a
 * threshold.
 *
 * <p>By the chain of nearest neighbours (Murtagh 1983): clusters that are nearest to each other may
 * be joined at once, in whatever order, because average linkage never brings a third one nearer. By
 * the same reason a cluster whose nearest neighbour is beyond the threshold is finished. Time grows
 * with the square of the number of faces, memory with the number.
 *
 * @param threshold mean squared distance below which clusters are joined
 */
public record AverageLinkage(double threshold) implements FaceClusterer {

  /** Checks the threshold. */
  public AverageLinkage {
    FaceClusterer.requireThreshold(threshold);
  }

  @Override
  public Clustering cluster(FaceVectors faces) {
    return new Chain(faces, threshold).run();
  }

  /** One run. Clusters that are not finished are kept in the first places. */
  private static final class Chain {
    private final ClusterMeans means;
    private final double threshold;
    private final int[] names;
    private final DisjointSets sets;
    private int active;
    private final int[] chain;
    private int length;

    Chain(FaceVectors faces, double threshold) {
      this.means = new ClusterMeans(faces);
      this.threshold = threshold;
      this.active = faces.size();
      this.names = new int[active];
      this.sets = new DisjointSets(active);
      this.chain = new int[active + 1];
      for (int i = 0; i < active; i++) {
        names[i] = i;
      }
    }

    Clustering run() {
      while (active > 0) {
        if (length == 0) {
          chain[length++] = active - 1;
        }
        int last = chain[length - 1];
        int before = length > 1 ? chain[length - 2] : -1;
        int nearest = means.nearest(last, active, before);
        if (nearest < 0 || means.distance(last, nearest) >= threshold) {
          length--;
          remove(last);
        } else if (nearest == before) {
          length -= 2;
          join(last, before);
        } else {
          chain[length++] = nearest;
        }
      }
      return Clustering.of(sets.roots());
    }

    private void join(int a, int b) {
      means.merge(a, b);
      sets.join(names[a], names[b]);
      remove(b);
    }

    /** The last cluster takes the place. */
    private void remove(int place) {
      active--;
      if (place != active) {
        means.move(active, place);
        names[place] = names[active];
        for (int i = 0; i < length; i++) {
          chain[i] = chain[i] == active ? place : chain[i];
        }
      }
    }
  }
}
