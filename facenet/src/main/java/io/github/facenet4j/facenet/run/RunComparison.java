package io.github.facenet4j.facenet.run;

import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.report.Chart;
import io.github.facenet4j.facenet.report.EvaluationCharts;
import io.github.facenet4j.facenet.report.Figures;
import io.github.facenet4j.facenet.report.HtmlReport;
import io.github.facenet4j.facenet.report.Part;
import io.github.facenet4j.facenet.report.Table;
import io.github.facenet4j.facenet.report.TrainingCharts;
import io.github.facenet4j.facenet.report.TrainingHistory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells several training runs as one page: their curves on the same axes, what differs in them. */
public final class RunComparison {
  /** As many as there are colours that can be told apart. */
  public static final int MOST = 4;

  private final List<RunFiles> runs;

  private RunComparison(List<RunFiles> runs) {
    this.runs = runs;
  }

  /**
   * The page.
   *
   * @param runs 2 to {@value #MOST}, the most important first
   */
  public static HtmlReport of(List<RunFiles> runs) {
    if (runs.size() < 2 || runs.size() > MOST) {
      throw new IllegalArgumentException(
          "A comparison takes 2 to " + MOST + " runs, got " + runs.size());
    }
    return new RunComparison(distinct(runs)).page();
  }

  /** Folders of one name in different places are told apart by a number. */
  private static List<RunFiles> distinct(List<RunFiles> runs) {
    Set<String> taken = new HashSet<>();
    List<RunFiles> named = new ArrayList<>();
    for (RunFiles run : runs) {
      String name = run.name();
      for (int i = 2; !taken.add(name); i++) {
        name = run.name() + " (" + i + ")";
      }
      named.add(run.named(name));
    }
    return named;
  }

  private HtmlReport page() {
    String names = String.join(", ", runs.stream().map(RunFiles::name).toList());
    HtmlReport page = new HtmlReport("Training runs compared", names);
    page.section("Result", results());
    page.section("Curves", curves());
    Map<String, RocCurve> rocs = new LinkedHashMap<>();
    for (RunFiles run : runs) {
      run.heldOut().ifPresent(table -> rocs.put(run.name(), RocCurve.of(table.distances())));
    }
    if (!rocs.isEmpty()) {
      page.section("Verification of held-out people", EvaluationCharts.roc(rocs));
    }
    return page.section("What was asked", differences());
  }

  private List<Part> results() {
    List<List<String>> figures = new ArrayList<>();
    Map<String, String> ends = new LinkedHashMap<>();
    for (RunFiles run : runs) {
      RunHistory history = run.history();
      double[] steps = history.column("step");
      figures.add(
          List.of(
              run.name(),
              steps.length == 0 ? "0" : Figures.of(steps[steps.length - 1]),
              Figures.of(RunReport.lastMean(history, "loss")),
              Figures.percent(RunReport.lastMean(history, "activeFraction")),
              Figures.of(RunReport.lastMean(history, "spread")),
              Figures.of(RunReport.lastMean(history, "imagesPerSecond")),
              run.heldOut()
                  .map(table -> Figures.of(RocCurve.of(table.distances()).areaUnderCurve()))
                  .orElse("–")));
      ends.put(
          run.name(),
          run.record()
              .outcome()
              .getOrDefault(RunRecord.ENDED, "Not at its end: going on, or killed."));
    }
    return List.of(
        new Table(
            "Means of the last steps",
            List.of("run", "steps", "loss", "active", "spread", "images/s", "AUC held out"),
            figures,
            Table.Columns.FIGURES),
        Table.facts("How they ended", ends));
  }

  private List<Chart> curves() {
    Map<String, TrainingHistory> trainings = new LinkedHashMap<>();
    Map<String, RunHistory> histories = new LinkedHashMap<>();
    for (RunFiles run : runs) {
      trainings.put(run.name(), run.history().training());
      histories.put(run.name(), run.history());
    }
    List<Chart> charts = new ArrayList<>(TrainingCharts.compare(trainings));
    RunCharts.heldOut(
            "Accuracy on held-out people",
            "At the threshold that suits their pairs best. Guessing gives 0.5.",
            "heldOutAccuracy",
            histories)
        .ifPresent(charts::add);
    RunCharts.heldOut("Area under the ROC curve of held-out people", "", "heldOutAuc", histories)
        .ifPresent(charts::add);
    return charts;
  }

  /** Options that differ, one row each. */
  private Table differences() {
    Set<String> names = new TreeSet<>();
    runs.forEach(run -> names.addAll(run.record().configuration().keySet()));
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      List<String> row = new ArrayList<>(List.of(name));
      runs.forEach(run -> row.add(run.record().configuration().getOrDefault(name, "–")));
      if (new HashSet<>(row.subList(1, row.size())).size() > 1) {
        rows.add(row);
      }
    }
    List<String> header = new ArrayList<>(List.of("option"));
    runs.forEach(run -> header.add(run.name()));
    String caption =
        rows.isEmpty() ? "All options are equal" : "Options that differ; all others are equal";
    return new Table(caption, header, rows, Table.Columns.WORDS);
  }
}
