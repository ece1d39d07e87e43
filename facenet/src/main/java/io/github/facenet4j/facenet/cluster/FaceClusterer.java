package io.github.facenet4j.facenet.cluster;

/** A way to find out which faces belong together. */
@FunctionalInterface
public interface FaceClusterer {

  /** The clusters of these faces. Uses all processors. */
  Clustering cluster(FaceVectors faces);

  /**
   * Checks a threshold.
   *
   * @throws IllegalArgumentException unless it is a squared distance of unit vectors
   */
  static double requireThreshold(double threshold) {
    if (!(threshold > 0 && threshold <= 4)) {
      throw new IllegalArgumentException(
          "A threshold on squared distances of unit vectors lies in (0, 4], got " + threshold);
    }
    return threshold;
  }
}
