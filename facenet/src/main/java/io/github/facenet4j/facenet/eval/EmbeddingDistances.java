package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.FacePair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Squared L2 distances of embeddings brought to unit length, {@code ‖a/‖a‖ − b/‖b‖‖²}, 0..4. */
public final class EmbeddingDistances {
  private EmbeddingDistances() {}

  /** The images that occur in some pairs, each once, in order of first appearance. */
  public static List<Path> images(List<FacePair> pairs) {
    Set<Path> images = new LinkedHashSet<>();
    for (FacePair pair : pairs) {
      images.add(pair.first());
      images.add(pair.second());
    }
    return new ArrayList<>(images);
  }

  /**
   * The distance of every pair.
   *
   * @param embeddings vectors of one length, of any norm above 0
   * @throws IllegalArgumentException when an image of a pair has no embedding, or an embedding is
   *     zero or not finite
   */
  public static PairDistances of(List<FacePair> pairs, Map<Path, float[]> embeddings) {
    return PairDistances.of(
        pairs,
        pair ->
            squaredDistance(
                embedding(embeddings, pair.first()), embedding(embeddings, pair.second()), pair));
  }

  private static float[] embedding(Map<Path, float[]> embeddings, Path image) {
    float[] embedding = embeddings.get(image);
    if (embedding == null) {
      throw new IllegalArgumentException("No embedding was given for image '" + image + "'");
    }
    return embedding;
  }

  private static double squaredDistance(float[] a, float[] b, FacePair pair) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "Embeddings must have one length, got "
              + a.length
              + " for '"
              + pair.first()
              + "' and "
              + b.length
              + " for '"
              + pair.second()
              + "'");
    }
    double scaleA = 1 / norm(a, "The embedding of '" + pair.first() + "'");
    double scaleB = 1 / norm(b, "The embedding of '" + pair.second() + "'");
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = a[i] * scaleA - b[i] * scaleB;
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * The length of an embedding.
   *
   * @param what it is, for the message
   * @throws IllegalArgumentException when it is zero or not finite
   */
  static double norm(float[] embedding, String what) {
    double sum = 0;
    for (float value : embedding) {
      sum += (double) value * value;
    }
    if (!(sum > 0) || !Double.isFinite(sum)) {
      throw new IllegalArgumentException(
          what
              + " has the squared length "
              + sum
              + "; it must be finite and not zero, check the weights for NaN");
    }
    return Math.sqrt(sum);
  }
}
