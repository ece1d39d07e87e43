package io.github.facenet4j.facenet.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The directions in which embeddings, brought to unit length, vary most: eigenvectors of their
 * second moment {@code Σ x·xᵀ / n}. The mean is not subtracted, so that all components together
 * keep every distance.
 */
public final class PrincipalComponents {
  private final double[][] directions;

  private PrincipalComponents(double[][] directions) {
    this.directions = directions;
  }

  /**
   * The components of some embeddings.
   *
   * @param embeddings at least one, of one length
   * @throws IllegalArgumentException without embeddings, or when one is zero or not finite
   */
  public static PrincipalComponents of(List<float[]> embeddings) {
    if (embeddings.isEmpty()) {
      throw new IllegalArgumentException("Principal components need at least 1 embedding, got 0");
    }
    int size = embeddings.get(0).length;
    double[][] moment = new double[size][size];
    for (float[] embedding : embeddings) {
      double[] unit = unit(embedding);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          moment[i][j] += unit[i] * unit[j];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        moment[i][j] /= embeddings.size();
        moment[j][i] = moment[i][j];
      }
    }
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(moment, false));
    double[] variances = eigen.getRealEigenvalues();
    double[][] directions =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -variances[i]))
            .map(i -> eigen.getEigenvector(i).toArray())
            .toArray(double[][]::new);
    return new PrincipalComponents(directions);
  }

  private static double[] unit(float[] embedding) {
    double scale = 1 / EmbeddingDistances.norm(embedding, "An embedding");
    double[] unit = new double[embedding.length];
    Arrays.setAll(unit, i -> embedding[i] * scale);
    return unit;
  }

  /**
   * The first coordinates of an embedding along the components.
   *
   * @param size how many, at most the embedding's own
   */
  public float[] project(float[] embedding, int size) {
    double[] unit = unit(embedding);
    float[] projected = new float[size];
    for (int c = 0; c < size; c++) {
      double sum = 0;
      for (int i = 0; i < unit.length; i++) {
        sum += directions[c][i] * unit[i];
      }
      projected[c] = (float) sum;
    }
    return projected;
  }
}
