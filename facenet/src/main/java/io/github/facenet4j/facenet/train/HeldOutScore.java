package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.eval.ThresholdCalibration;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well a network in training tells apart people it is not trained on.
 *
 * @param accuracy share of pairs decided right at the threshold that suits these pairs best: it
 *     shows the course of a training and flatters its end a little
 * @param auc area under the ROC curve, which needs no threshold
 * @param eer equal error rate
 */
public record HeldOutScore(double accuracy, double auc, double eer) {

  /** Of pairs of both kinds. */
  public static HeldOutScore of(PairDistances pairs) {
    RocCurve roc = RocCurve.of(pairs);
    double threshold = ThresholdCalibration.bestAccuracy(pairs);
    return new HeldOutScore(
        ThresholdResult.of(pairs, threshold).accuracy(),
        roc.areaUnderCurve(),
        roc.equalErrorRate());
  }

  /** All by name. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("heldOutAccuracy", accuracy);
    fields.put("heldOutAuc", auc);
    fields.put("heldOutEer", eer);
    return fields;
  }
}
