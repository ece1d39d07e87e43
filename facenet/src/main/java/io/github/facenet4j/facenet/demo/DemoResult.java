package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import io.github.facenet4j.facenet.eval.VerificationResult;
import io.github.facenet4j.facenet.net.NetworkSummary;
import io.github.facenet4j.facenet.report.TrainingHistory;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import java.util.List;

/**
 * What a demonstration found.
 *
 * @param plan what was asked for
 * @param device that computed
 * @param network that was trained
 * @param history of the training
 * @param trainingSeconds wall-clock time of the training
 * @param people that were tested on
 * @param pictures of those people, by their names
 * @param pairs that were decided, in the order of the distances
 * @param trained network after training
 * @param untrained the same network with its initial weights
 * @param rawPixels without any network
 */
public record DemoResult(
    DemoPlan plan,
    DeviceInfo device,
    NetworkSummary network,
    TrainingHistory history,
    double trainingSeconds,
    SyntheticFaces people,
    AlignedFaces pictures,
    List<FacePair> pairs,
    Score trained,
    Score untrained,
    Score rawPixels) {

  /**
   * How one way of comparing faces did.
   *
   * @param distances of the pairs
   * @param result over the folds
   * @param roc over all pairs
   */
  public record Score(PairDistances distances, VerificationResult result, RocCurve roc) {
    static Score of(PairDistances distances) {
      return new Score(
          distances, VerificationProtocol.LFW.evaluate(distances), RocCurve.of(distances));
    }
  }

  /** Copies the list. */
  public DemoResult {
    pairs = List.copyOf(pairs);
  }

  /** Training steps done. */
  public int steps() {
    return history.rows().size();
  }

  /** Faces trained on in a second, on average over the whole training. */
  public double imagesPerSecond() {
    int batch = plan.training().people() * plan.training().faces();
    return trainingSeconds == 0 ? 0 : steps() * batch / trainingSeconds;
  }
}
