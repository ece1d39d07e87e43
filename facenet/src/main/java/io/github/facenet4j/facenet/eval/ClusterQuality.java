package io.github.facenet4j.facenet.eval;

import java.util.HashMap;
import java.util.Map;

/**
 * How well clusters agree with who is who.
 *
 * @param clusters number of clusters
 * @param people number of labels
 * @param pairwisePrecision share of the pairs within clusters that show one person
 * @param pairwiseRecall share of the pairs of one person that are within a cluster
 * @param pairwiseF harmonic mean of the two
 * @param bCubedPrecision mean over the faces of the share of their cluster that is their person
 *     (Amigó, Gonzalo, Artiles, Verdejo 2009)
 * @param bCubedRecall mean over the faces of the share of their person that is in their cluster
 * @param bCubedF harmonic mean of the two
 * @param nmi mutual information over the arithmetic mean of the two entropies; 1 where both are 0
 */
public record ClusterQuality(
    int clusters,
    int people,
    double pairwisePrecision,
    double pairwiseRecall,
    double pairwiseF,
    double bCubedPrecision,
    double bCubedRecall,
    double bCubedF,
    double nmi) {

  /** A cluster and a label that meet in a face. */
  private record Cell(int cluster, int label) {}

  /**
   * Compares clusters with labels.
   *
   * @param clusters of each face
   * @param labels of each face
   * @throws IllegalArgumentException when there are no faces or not as many labels
   */
  public static ClusterQuality of(int[] clusters, int[] labels) {
    if (clusters.length != labels.length || clusters.length == 0) {
      throw new IllegalArgumentException(
          "Cluster quality needs a label for each face, got "
              + clusters.length
              + " faces and "
              + labels.length
              + " labels");
    }
    Map<Cell, Long> cells = new HashMap<>();
    Map<Integer, Long> ofCluster = new HashMap<>();
    Map<Integer, Long> ofLabel = new HashMap<>();
    for (int i = 0; i < clusters.length; i++) {
      cells.merge(new Cell(clusters[i], labels[i]), 1L, Long::sum);
      ofCluster.merge(clusters[i], 1L, Long::sum);
      ofLabel.merge(labels[i], 1L, Long::sum);
    }
    double faces = clusters.length;
    double precision = 0;
    double recall = 0;
    double information = 0;
    for (Map.Entry<Cell, Long> cell : cells.entrySet()) {
      double common = cell.getValue();
      double inCluster = ofCluster.get(cell.getKey().cluster);
      double ofPerson = ofLabel.get(cell.getKey().label);
      precision += common * common / inCluster;
      recall += common * common / ofPerson;
      information += common / faces * Math.log(faces * common / (inCluster * ofPerson));
    }
    long together = pairs(cells);
    double pairPrecision = share(together, pairs(ofCluster));
    double pairRecall = share(together, pairs(ofLabel));
    double entropies = entropy(ofCluster, faces) + entropy(ofLabel, faces);
    return new ClusterQuality(
        ofCluster.size(),
        ofLabel.size(),
        pairPrecision,
        pairRecall,
        harmonic(pairPrecision, pairRecall),
        precision / faces,
        recall / faces,
        harmonic(precision / faces, recall / faces),
        entropies == 0 ? 1 : 2 * information / entropies);
  }

  private static long pairs(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(count -> count * (count - 1) / 2).sum();
  }

  /** Of no pairs all are right. */
  private static double share(long part, long whole) {
    return whole == 0 ? 1 : (double) part / whole;
  }

  private static double harmonic(double a, double b) {
    return a + b == 0 ? 0 : 2 * a * b / (a + b);
  }

  private static double entropy(Map<Integer, Long> counts, double faces) {
    double entropy = 0;
    for (long count : counts.values()) {
      entropy -= count / faces * Math.log(count / faces);
    }
    return entropy;
  }
}
