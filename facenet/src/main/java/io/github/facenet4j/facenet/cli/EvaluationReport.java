package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.eval.FoldResult;
import io.github.facenet4j.facenet.eval.OpenSetIdentification;
import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.eval.VerificationResult;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code evaluate} prints: fields for machines, lines for people. */
final class EvaluationReport {
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  private EvaluationReport() {}

  /** Keys and values in the order they are printed. */
  Map<String, Object> fields() {
    return fields;
  }

  /** Accuracy and AUC for the metadata of a weights file, their names behind this prefix. */
  Map<String, String> words(String prefix) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String figure : List.of("accuracy", "auc")) {
      words.put(prefix + figure, fields.get(figure).toString());
    }
    return words;
  }

  /** Text. */
  List<String> lines() {
    return lines;
  }

  private void line(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }

  /** Ten-fold figures. */
  static EvaluationReport ofAllFolds(VerificationResult result) {
    EvaluationReport report = new EvaluationReport();
    Map<String, Object> fields = report.fields;
    fields.put("accuracy", result.accuracy());
    fields.put("accuracyStd", result.accuracyStd());
    fields.put("accuracyStandardError", result.accuracyStandardError());
    fields.put("threshold", result.threshold());
    fields.put("valAtFar", result.valAtFar());
    fields.put("valAtFarStd", result.valAtFarStd());
    fields.put("far", result.far());
    fields.put("measuredFar", result.measuredFar());
    fields.put("auc", result.auc());
    fields.put("eer", result.eer());
    fields.put("pairs", result.pairs());
    fields.put("folds", result.folds());
    report.line(
        "accuracy   %.5f  standard deviation over folds %.5f, standard error %.5f",
        result.accuracy(), result.accuracyStd(), result.accuracyStandardError());
    report.line("threshold  %.4f  mean over folds, squared distance", result.threshold());
    report.line(
        "VAL        %.5f ± %.5f at FAR %s (measured FAR %.5f)",
        result.valAtFar(), result.valAtFarStd(), result.far(), result.measuredFar());
    report.line("AUC        %.5f", result.auc());
    report.line("EER        %.5f", result.eer());
    report.line("pairs      %d", result.pairs());
    for (FoldResult fold : result.folds()) {
      report.line(
          "fold %-2d    %.4f  threshold %.4f", fold.fold(), fold.accuracy(), fold.threshold());
    }
    return report;
  }

  /** Identification where not everybody is known. */
  static EvaluationReport ofOpenSet(OpenSetIdentification result) {
    EvaluationReport report = new EvaluationReport();
    report.fields.put("rankOne", result.rankOne());
    report.fields.put("dirAtFar", result.points());
    report.fields.put("enrolled", result.enrolled());
    report.fields.put("knownProbes", result.knownProbes());
    report.fields.put("unknownProbes", result.unknownProbes());
    report.line(
        "%d people enrolled with one photograph each, %d probes of them, %d probes of others",
        result.enrolled(), result.knownProbes(), result.unknownProbes());
    report.line("rank 1     %.5f  of the known probes, whatever the distance", result.rankOne());
    for (OpenSetIdentification.Point point : result.points()) {
      report.line(
          "DIR        %.5f  detected and identified at FAR %s, threshold %.4f",
          point.rate(), point.far(), point.threshold());
    }
    return report;
  }

  /** One fold: the model and its two baselines. */
  static EvaluationReport ofOneFold(
      int fold,
      FoldEvaluation.Score model,
      FoldEvaluation.Score untrained,
      FoldEvaluation.Score rawPixels) {
    EvaluationReport report = new EvaluationReport();
    report.fields.put("fold", fold);
    report.fields.putAll(fields(model));
    Map<String, Object> baselines = new LinkedHashMap<>();
    baselines.put("untrained", fields(untrained));
    baselines.put("rawPixels", fields(rawPixels));
    report.fields.put("baselines", baselines);
    report.line("fold %d, %d pairs", fold, model.scored().pairs());
    report.scoreLine("model", model);
    report.scoreLine("untrained", untrained);
    report.scoreLine("raw pixels", rawPixels);
    return report;
  }

  private static Map<String, Object> fields(FoldEvaluation.Score score) {
    RocCurve roc = RocCurve.of(score.fold());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("accuracy", score.scored().accuracy());
    fields.put("accuracyStandardError", score.scored().accuracyStandardError());
    fields.put("threshold", score.scored().threshold());
    fields.put("thresholdFrom", score.thresholdFrom());
    fields.put("trueAcceptRate", score.scored().trueAcceptRate());
    fields.put("falseAcceptRate", score.scored().falseAcceptRate());
    fields.put("auc", roc.areaUnderCurve());
    fields.put("eer", roc.equalErrorRate());
    fields.put("pairs", score.scored().pairs());
    return fields;
  }

  private void scoreLine(String what, FoldEvaluation.Score score) {
    line(
        "%-11s accuracy %.4f ± %.4f (standard error), AUC %.4f, threshold %.4f from %s",
        what,
        score.scored().accuracy(),
        score.scored().accuracyStandardError(),
        RocCurve.of(score.fold()).areaUnderCurve(),
        score.scored().threshold(),
        score.thresholdFrom());
  }

  /** Adds where and how fast it was computed. */
  EvaluationReport on(Model model, Backend backend, double imagesPerSecond) {
    fields.put("architecture", model.network().architecture());
    fields.put("device", backend.device().id());
    fields.put("imagesPerSecond", imagesPerSecond);
    line(
        "%s on %s (%s), %.1f images per second with decoding and alignment",
        model.network().architecture(),
        backend.device().id(),
        backend.device().name(),
        imagesPerSecond);
    return this;
  }
}
