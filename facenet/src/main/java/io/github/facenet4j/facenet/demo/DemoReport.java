package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.demo.DemoResult.Score;
import io.github.facenet4j.facenet.eval.DistanceHistogram;
import io.github.facenet4j.facenet.eval.RocCurve;
import io.github.facenet4j.facenet.eval.VerificationResult;
import io.github.facenet4j.facenet.report.EvaluationCharts;
import io.github.facenet4j.facenet.report.Figures;
import io.github.facenet4j.facenet.report.Gallery;
import io.github.facenet4j.facenet.report.HtmlReport;
import io.github.facenet4j.facenet.report.LossCaptions;
import io.github.facenet4j.facenet.report.PairGallery;
import io.github.facenet4j.facenet.report.Prose;
import io.github.facenet4j.facenet.report.Provenance;
import io.github.facenet4j.facenet.report.Table;
import io.github.facenet4j.facenet.report.Tiles;
import io.github.facenet4j.facenet.report.Tiles.Tile;
import io.github.facenet4j.facenet.report.TrainingCharts;
import io.github.facenet4j.facenet.train.TrainingConfig;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells a demonstration's result as a page. */
public final class DemoReport {
  private static final int SHOWN_PEOPLE = 8;
  private static final int SHOWN_PICTURES = 6;
  private static final int SHOWN_PAIRS = 14;
  private static final int PORTRAIT_SIZE = 144;
  private static final int BINS = 40;

  private final DemoResult result;

  private DemoReport(DemoResult result) {
    this.result = result;
  }

  /**
   * The page.
   *
   * @param finished when the demonstration ended
   */
  public static HtmlReport of(DemoResult result, ZonedDateTime finished) {
    return new DemoReport(result).page(finished);
  }

  private HtmlReport page(ZonedDateTime finished) {
    VerificationResult trained = result.trained().result();
    Map<String, RocCurve> curves = new LinkedHashMap<>();
    curves.put("trained", result.trained().roc());
    curves.put("untrained", result.untrained().roc());
    curves.put("raw pixels", result.rawPixels().roc());
    return new HtmlReport("FaceNet, from scratch", lead())
        .section("Result", tiles(), scores())
        .section("The people", new Prose(peopleText()), people())
        .section("Training", TrainingCharts.of(result.history(), LossCaptions.SEMI_HARD))
        .section(
            "Verification of people never seen",
            EvaluationCharts.roc(curves),
            EvaluationCharts.distances(
                DistanceHistogram.of(result.trained().distances(), BINS), trained.threshold()))
        .section(
            "Where it errs most",
            new Prose(
                "Under each pair is the squared distance of its embeddings; below "
                    + Figures.of(trained.threshold())
                    + " the network says: the same person."),
            PairGallery.nearestDifferent(
                result.pairs(), result.trained().distances(), result.pictures(), SHOWN_PAIRS),
            PairGallery.farthestSame(
                result.pairs(), result.trained().distances(), result.pictures(), SHOWN_PAIRS))
        .section(
            "How it was made",
            Table.facts("Configuration", configuration()),
            Table.facts("Provenance", provenance(finished)));
  }

  private String lead() {
    return String.format(
        Locale.ROOT,
        "A small FaceNet learned for %.0f seconds, from random weights, to tell apart %,d people who do"
            + " not exist. Here it is asked about %d others: do two pictures show one person?",
        result.trainingSeconds(),
        result.plan().people(),
        result.plan().heldOut());
  }

  private Tiles tiles() {
    VerificationResult trained = result.trained().result();
    return new Tiles(
        List.of(
            new Tile(
                Figures.percent(trained.accuracy()),
                "right about people never seen",
                "± "
                    + Figures.percent(trained.accuracyStandardError())
                    + " standard error over "
                    + trained.folds().size()
                    + " folds"),
            new Tile(
                Figures.percent(result.untrained().result().accuracy()),
                "before training",
                "the same network, random weights"),
            new Tile(
                Figures.percent(result.rawPixels().result().accuracy()),
                "without a network",
                "by the difference of the pixels"),
            new Tile(Figures.of(trained.auc()), "area under the ROC curve", "1 is perfect"),
            new Tile(
                String.format(Locale.ROOT, "%.0f", result.imagesPerSecond()),
                "images learned from per second",
                result.device().id() + ": " + result.device().name())));
  }

  private Table scores() {
    List<String> header =
        List.of("", "accuracy", "± standard error", "std. dev.", "VAL@FAR 0.001", "AUC", "EER");
    return new Table(
        result.pairs().size() + " pairs, thresholds chosen on the other folds",
        header,
        List.of(
            row("trained", result.trained()),
            row("untrained", result.untrained()),
            row("raw pixels", result.rawPixels())),
        Table.Columns.FIGURES);
  }

  private static List<String> row(String name, Score score) {
    VerificationResult figures = score.result();
    return List.of(
        name,
        Figures.percent(figures.accuracy()),
        Figures.percent(figures.accuracyStandardError()),
        Figures.percent(figures.accuracyStd()),
        Figures.percent(figures.valAtFar()),
        Figures.of(figures.auc()),
        Figures.of(figures.eer()));
  }

  private String peopleText() {
    return "First in the studio, then as the network sees them: turned, lit from anywhere, grimacing,"
        + " half hidden, noisy, at "
        + result.people().width()
        + "×"
        + result.people().height()
        + " pixels. Who it is stays the same; the network must find that.";
  }

  private Gallery people() {
    FaceRenderer studio = new FaceRenderer(PORTRAIT_SIZE);
    SyntheticFaces faces = result.people();
    List<Gallery.Group> groups = new ArrayList<>();
    for (int i = 0; i < Math.min(SHOWN_PEOPLE, faces.identities()); i++) {
      SyntheticPerson person = faces.person(i);
      String label = person.label();
      List<Gallery.Picture> pictures = new ArrayList<>();
      pictures.add(
          new Gallery.Picture(studio.render(person, Capture.portrait(i)), label + ", studio"));
      for (int k = 0; k < Math.min(SHOWN_PICTURES, faces.pictures()); k++) {
        pictures.add(new Gallery.Picture(faces.crop(i * faces.pictures() + k), label));
      }
      groups.add(new Gallery.Group(pictures, label));
    }
    return new Gallery("Some of the people it was tested on", groups);
  }

  private Map<String, String> configuration() {
    DemoPlan plan = result.plan();
    TrainingConfig training = plan.training();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "network",
        String.format(
            Locale.ROOT,
            "%s: %,d parameters, %,d multiply-adds an image, %d-D unit embedding",
            result.network().architecture(),
            result.network().parameters(),
            result.network().multiplyAdds(),
            result.network().embedding()));
    facts.put(
        "training",
        String.format(
            Locale.ROOT,
            "%,d people, a new picture each time; %,d steps of %d people × %d pictures in %.1f s",
            plan.people(),
            result.steps(),
            training.people(),
            training.faces(),
            result.trainingSeconds()));
    facts.put("triplets", training.mining() + ", margin " + training.margin());
    facts.put(
        "optimizer",
        training.optimizer()
            + ", learning rate "
            + training.learningRate()
            + ", "
            + training.warmUpSteps()
            + " steps of warm-up, then half a cosine; weight decay "
            + training.weightDecay());
    facts.put(
        "test",
        String.format(
            Locale.ROOT,
            "%d other people with %d pictures each, %d folds with %d pairs of each kind",
            plan.heldOut(),
            plan.pictures(),
            plan.folds(),
            plan.pairs()));
    facts.put("seed", Long.toString(plan.seed()));
    return facts;
  }

  private Map<String, String> provenance(ZonedDateTime finished) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("finished", finished.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    facts.putAll(Provenance.of(result.device()));
    return facts;
  }
}
