package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.ThresholdCalibration;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.List;

/**
 * Chooses a model's threshold on people it was not trained on: trained people lie closer together
 * than any others, and a threshold from them is far too tight.
 *
 * @param lfw whose pairs these are
 * @param fold of View 2
 * @param pairs of that fold
 */
record HeldOutThreshold(LfwDataset lfw, int fold, List<FacePair> pairs) {
  private static final int BATCH = 32;

  /**
   * On one fold.
   *
   * @throws DatasetException when the pair list is missing or malformed or has no such fold
   */
  static HeldOutThreshold of(LfwDataset lfw, int fold) {
    List<FacePair> pairs = lfw.pairs().stream().filter(pair -> pair.fold() == fold).toList();
    if (pairs.isEmpty()) {
      throw new DatasetException(
          "Fold " + fold + " is in people.txt but not in pairs.txt of '" + lfw.root() + "'");
    }
    return new HeldOutThreshold(lfw, fold, pairs);
  }

  /** The model with the threshold of best accuracy; it must be bound on this device. */
  Model calibrate(Model model, Backend backend, Verb verb, Progress progress) {
    PairDistances distances;
    try (MemoryScope scope = MemoryScope.root(backend, "calibrate")) {
      distances =
          new PairEmbedder(verb, progress, lfw.landmarks(), pairs)
              .through("calibrate", model.network().forInference(scope), scope, BATCH, Views.CROP)
              .pairs();
    }
    double threshold = ThresholdCalibration.bestAccuracy(distances);
    double far = ThresholdResult.of(distances, threshold).falseAcceptRate();
    String how =
        "best accuracy on the "
            + distances.size()
            + " pairs of LFW View 2 fold "
            + fold
            + ", whose people were not trained on";
    return new Model(model.network(), model.metadata().with(new Calibration(threshold, far, how)));
  }
}
