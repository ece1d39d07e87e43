package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.data.VideoPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Distances of videos, as FaceNet measures them on YouTube Faces (Schroff et al. 2015, section
 * 5.7): the mean over all pairs of a frame of one and a frame of the other.
 *
 * <p>Squared distances of unit vectors are {@code 2 − 2·a·b}, so their mean is {@code 2 − 2·ā·b̄}
 * with the means of the unit embeddings: one vector is kept for each video.
 */
public final class VideoDistances {
  private final Map<String, double[]> sums = new HashMap<>();
  private final Map<String, Integer> frames = new HashMap<>();

  /**
   * Adds a frame.
   *
   * @param embedding of any norm above 0
   * @throws IllegalArgumentException when it is zero or not finite
   */
  public void add(String video, float[] embedding) {
    double scale = 1 / EmbeddingDistances.norm(embedding, "An embedding of video '" + video + "'");
    double[] sum = sums.computeIfAbsent(video, name -> new double[embedding.length]);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += embedding[i] * scale;
    }
    frames.merge(video, 1, Integer::sum);
  }

  /**
   * The distance of every pair.
   *
   * @throws IllegalArgumentException when a video has no frame
   */
  public PairDistances of(List<VideoPair> pairs) {
    return new PairDistances(
        pairs.stream().mapToInt(VideoPair::fold).toArray(),
        pairs.stream().map(VideoPair::kind).toArray(PairKind[]::new),
        pairs.stream().mapToDouble(pair -> distance(pair.first(), pair.second())).toArray());
  }

  private double distance(String first, String second) {
    double[] a = sum(first);
    double[] b = sum(second);
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return 2 - 2 * dot / ((double) frames.get(first) * frames.get(second));
  }

  private double[] sum(String video) {
    double[] sum = sums.get(video);
    if (sum == null) {
      throw new IllegalArgumentException("No frame of video '" + video + "' was given");
    }
    return sum;
  }
}
