package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.cluster.AverageLinkage;
import io.github.facenet4j.facenet.cluster.Dbscan;
import io.github.facenet4j.facenet.cluster.FaceClusterer;
import io.github.facenet4j.facenet.cluster.NeighbourGraph;

/** The ways to cluster that can be asked for. */
enum ClusterMethod {
  /** Average linkage of all faces. */
  AGGLOMERATIVE(1.0) {
    @Override
    FaceClusterer with(double threshold, int fewest, int neighbours) {
      return new AverageLinkage(threshold);
    }
  },
  /** Faces in dense places. */
  DBSCAN(0.6) {
    @Override
    FaceClusterer with(double threshold, int fewest, int neighbours) {
      return new Dbscan(threshold, fewest);
    }
  },
  /** Average linkage of near neighbours. */
  GRAPH(1.0) {
    @Override
    FaceClusterer with(double threshold, int fewest, int neighbours) {
      return new NeighbourGraph(neighbours, threshold);
    }
  };

  private final double ofVerification;

  ClusterMethod(double ofVerification) {
    this.ofVerification = ofVerification;
  }

  /** The usual threshold, from the one that tells whether two photographs show one person. */
  double usual(double verification) {
    return ofVerification * verification;
  }

  abstract FaceClusterer with(double threshold, int fewest, int neighbours);
}
