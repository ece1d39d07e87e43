package io.github.facenet4j.facenet.cluster;

import io.github.facenet4j.tensor.spi.RowDots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.ml.clustering.Cluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.DBSCANClusterer;
import org.apache.commons.math3.ml.distance.DistanceMeasure;

/**
 * Density-based clustering (Ester, Kriegel, Sander, Xu 1996), by Commons Math: faces with enough
 * neighbours, and all that are reached from one to the next. A face that belongs to none is a
 * cluster of its own. Time grows with the square of the number of faces.
 *
 * @param threshold squared distance within which faces are neighbours
 * @param fewest neighbours, besides itself, that a face needs for a cluster to grow from it
 */
public record Dbscan(double threshold, int fewest) implements FaceClusterer {

  /** Checks the numbers. */
  public Dbscan {
    FaceClusterer.requireThreshold(threshold);
    if (fewest < 1) {
      throw new IllegalArgumentException("DBSCAN needs at least 1 neighbour, got " + fewest);
    }
  }

  /** A face by its number, which is what Commons Math carries about. */
  private record Numbered(int number, double[] point) implements Clusterable {
    Numbered(int number) {
      this(number, new double[] {number});
    }

    @Override
    public double[] getPoint() {
      return point;
    }
  }

  @Override
  public Clustering cluster(FaceVectors faces) {
    List<Numbered> points = new ArrayList<>();
    for (int i = 0; i < faces.size(); i++) {
      points.add(new Numbered(i));
    }
    RowDots dots = RowDots.fastest();
    float[] product = new float[1];
    DistanceMeasure measure =
        (a, b) -> {
          int width = faces.width();
          dots.of(
              faces.values(),
              (int) a[0] * width,
              width,
              faces.values(),
              (int) b[0] * width,
              product,
              1);
          return 2 - 2.0 * product[0];
        };
    int[] names = new int[faces.size()];
    Arrays.fill(names, -1);
    List<Cluster<Numbered>> clusters =
        new DBSCANClusterer<Numbered>(threshold, fewest, measure).cluster(points);
    for (int c = 0; c < clusters.size(); c++) {
      for (Numbered member : clusters.get(c).getPoints()) {
        names[member.number] = c;
      }
    }
    return Clustering.of(names);
  }
}
