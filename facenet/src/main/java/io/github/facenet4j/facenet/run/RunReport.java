package io.github.facenet4j.facenet.run;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.eval.DistanceHistogram;
import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.eval.ThresholdCalibration;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import io.github.facenet4j.facenet.image.ImageException;
import io.github.facenet4j.facenet.report.Chart;
import io.github.facenet4j.facenet.report.EvaluationCharts;
import io.github.facenet4j.facenet.report.Figures;
import io.github.facenet4j.facenet.report.HtmlReport;
import io.github.facenet4j.facenet.report.LossCaptions;
import io.github.facenet4j.facenet.report.PairGallery;
import io.github.facenet4j.facenet.report.Part;
import io.github.facenet4j.facenet.report.Prose;
import io.github.facenet4j.facenet.report.Table;
import io.github.facenet4j.facenet.report.Tiles;
import io.github.facenet4j.facenet.report.Tiles.Tile;
import io.github.facenet4j.facenet.report.TrainingCharts;
import io.github.facenet4j.facenet.report.TrainingHistory;
import io.github.facenet4j.facenet.train.LossKind;
import io.github.facenet4j.facenet.train.Mining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells one training run as a page: curves, verification of held-out people, how it was made. */
public final class RunReport {
  private static final int SHOWN_PAIRS = 14;
  private static final int BINS = 40;
  private static final int LAST_STEPS = 25;

  private final RunFiles run;

  private RunReport(RunFiles run) {
    this.run = run;
  }

  /** The page of a run with at least one step. */
  public static HtmlReport of(RunFiles run) {
    if (run.history().steps() == 0) {
      throw new DatasetException("The run '" + run.name() + "' has done no step yet");
    }
    return new RunReport(run).page();
  }

  private HtmlReport page() {
    Map<String, String> outcome = run.record().outcome();
    HtmlReport page =
        new HtmlReport(
            "Training run " + run.name(),
            outcome.getOrDefault(RunRecord.ENDED, "Not at its end: going on, or killed."));
    page.section("Result", tiles()).section("Training", curves());
    run.heldOut().ifPresent(table -> verification(page, table));
    return page.section(
        "How it was made",
        Table.facts("Configuration", run.record().configuration()),
        Table.facts("Outcome", outcome),
        Table.facts("Provenance", run.record().provenance()));
  }

  private Tiles tiles() {
    RunHistory history = run.history();
    List<Tile> tiles = new ArrayList<>();
    run.heldOut()
        .ifPresent(
            table -> {
              double threshold = ThresholdCalibration.bestAccuracy(table.distances());
              ThresholdResult result = ThresholdResult.of(table.distances(), threshold);
              tiles.add(
                  new Tile(
                      Figures.percent(result.accuracy()),
                      "right about held-out people",
                      "± "
                          + Figures.percent(result.accuracyStandardError())
                          + " standard error, "
                          + result.pairs()
                          + " pairs; the threshold suits these pairs best"));
              tiles.add(
                  new Tile(
                      Figures.of(RocCurve.of(table.distances()).areaUnderCurve()),
                      "area under the ROC curve",
                      "after step " + table.step() + "; 1 is perfect"));
            });
    double[] steps = history.column("step");
    tiles.add(new Tile(Figures.of(steps[steps.length - 1]), "steps", ""));
    tiles.add(
        new Tile(
            Figures.of(lastMean(history, "loss")), "loss", "mean of the last steps" + scale()));
    tiles.add(
        new Tile(
            Figures.of(lastMean(history, "spread")),
            "embedding spread",
            "2 spread evenly, 0 collapsed"));
    tiles.add(
        new Tile(
            Figures.of(lastMean(history, "imagesPerSecond")),
            "images learned from per second",
            run.record().provenance().getOrDefault("device", "")));
    return new Tiles(tiles);
  }

  private boolean isContrastive() {
    return LossKind.SUPCON.name().equals(run.record().configuration().get("loss"));
  }

  private LossCaptions captions() {
    if (isContrastive()) {
      return LossCaptions.CONTRASTIVE;
    }
    String mining = run.record().configuration().get("mining");
    return Mining.SEMIHARD.name().equals(mining) ? LossCaptions.SEMI_HARD : LossCaptions.TRIPLETS;
  }

  /** The option that says how large a loss is: α, or τ. */
  private String scale() {
    String option = isContrastive() ? "temperature" : "margin";
    String value = run.record().configuration().get(option);
    return value == null ? "" : ", " + option + " " + value;
  }

  /** Mean of a column over the last steps in which it was measured. */
  static double lastMean(RunHistory history, String column) {
    double[] values = history.column(column);
    double sum = 0;
    int count = 0;
    for (int i = Math.max(0, values.length - LAST_STEPS); i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        sum += values[i];
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private List<Chart> curves() {
    RunHistory history = run.history();
    TrainingHistory training = history.training();
    List<Chart> charts = new ArrayList<>(TrainingCharts.of(training, captions()));
    Map<String, RunHistory> one = Map.of(run.name(), history);
    RunCharts.heldOut(
            "Accuracy on held-out people",
            "At the threshold that suits their pairs best. Guessing gives 0.5.",
            "heldOutAccuracy",
            one)
        .ifPresent(charts::add);
    RunCharts.heldOut("Area under the ROC curve of held-out people", "", "heldOutAuc", one)
        .ifPresent(charts::add);
    RunCharts.memory(history).ifPresent(charts::add);
    return charts;
  }

  private void verification(HtmlReport page, HeldOutTable table) {
    double threshold = ThresholdCalibration.bestAccuracy(table.distances());
    Map<String, RocCurve> curves = new LinkedHashMap<>();
    curves.put("after step " + table.step(), RocCurve.of(table.distances()));
    page.section(
        "Verification of held-out people",
        EvaluationCharts.roc(curves),
        EvaluationCharts.distances(DistanceHistogram.of(table.distances(), BINS), threshold));
    page.section("Where it errs most", pictures(table, threshold));
  }

  private List<Part> pictures(HeldOutTable table, double threshold) {
    Optional<AlignedFaces> faces = run.pictures();
    if (faces.isEmpty()) {
      return List.of(new Prose("The images are not at hand, so the hardest pairs are not shown."));
    }
    try {
      return List.of(
          new Prose(
              "Under each pair is the squared distance of its embeddings; below "
                  + Figures.of(threshold)
                  + " the network says: the same person."),
          PairGallery.nearestDifferent(table.pairs(), table.distances(), faces.get(), SHOWN_PAIRS),
          PairGallery.farthestSame(table.pairs(), table.distances(), faces.get(), SHOWN_PAIRS));
    } catch (ImageException | DatasetException unreadable) {
      return List.of(new Prose("The hardest pairs cannot be shown: " + unreadable.getMessage()));
    }
  }
}
