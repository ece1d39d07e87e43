package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.EmbeddingPipeline;
import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.demo.DemoResult.Score;
import io.github.facenet4j.facenet.eval.EmbeddingDistances;
import io.github.facenet4j.facenet.eval.RawPixelBaseline;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.report.TrainingHistory;
import io.github.facenet4j.facenet.train.StepReport;
import io.github.facenet4j.facenet.train.Trainer;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The whole of FaceNet in a few minutes: draws people who do not exist, trains a small network from
 * scratch to tell some of them apart, and measures it on others.
 */
public final class Demo {
  private static final String ARCHITECTURE = "facenet-tiny";
  private static final int EMBEDDING_BATCH = 100;

  private final DemoPlan plan;
  private final Backend backend;
  private final DemoListener listener;
  private final Network network = Network.of(Architectures.named(ARCHITECTURE));
  private final SyntheticFaces people;
  private final List<FacePair> pairs;
  private final List<Path> images;
  private final Map<Path, RgbImage> pictures = new ConcurrentHashMap<>();

  /**
   * A demonstration on a device.
   *
   * @throws IllegalArgumentException when the plan cannot be carried out
   */
  public Demo(DemoPlan plan, Backend backend, DemoListener listener) {
    this.plan = plan;
    this.backend = backend;
    this.listener = listener;
    this.people = plan.heldOutFaces(network.input().width());
    this.pairs = SyntheticPairs.of(people, plan.folds(), plan.pairs(), plan.seed());
    this.images = EmbeddingDistances.images(pairs);
  }

  /**
   * Draws, trains, measures.
   *
   * @param weights receives the trained network with its threshold
   * @throws IOException when the weights cannot be written
   */
  public DemoResult run(Path weights) throws IOException {
    listener.begins("drawing " + images.size() + " pictures of " + plan.heldOut() + " people");
    images.parallelStream().forEach(image -> pictures.put(image, people.crop(image)));
    Score rawPixels = Score.of(RawPixelBaseline.distances(pairs, pictures::get));
    Score untrained = untrained();
    listener.begins("training on " + plan.people() + " other people");
    SyntheticFaces training = plan.trainingFaces(network.input().width());
    try (Trainer trainer = new Trainer(network, backend, training, plan.training())) {
      long start = System.nanoTime();
      TrainingHistory history = train(trainer);
      double seconds = (System.nanoTime() - start) / 1e9;
      listener.begins("measuring " + pairs.size() + " pairs of people never seen");
      Score trained;
      try (MemoryScope scope = MemoryScope.root(backend, "measure")) {
        trained = score(network.forInference(scope), scope);
      }
      save(trained, weights);
      return new DemoResult(
          plan,
          backend.device(),
          network.describe(),
          history,
          seconds,
          people,
          pictures::get,
          pairs,
          trained,
          untrained,
          rawPixels);
    }
  }

  private Score untrained() {
    Network initial = Network.of(Architectures.named(ARCHITECTURE));
    try (MemoryScope scope = MemoryScope.root(backend, "untrained")) {
      initial.bind(scope, plan.seed());
      return score(initial, scope);
    }
  }

  private Score score(Network bound, MemoryScope scope) {
    Map<Path, float[]> embeddings = new HashMap<>();
    new EmbeddingPipeline(bound, scope, EMBEDDING_BATCH, Views.CROP)
        .run(
            images,
            pictures::get,
            (index, embedding) -> embeddings.put(images.get(index), embedding));
    return Score.of(EmbeddingDistances.of(pairs, embeddings));
  }

  private TrainingHistory train(Trainer trainer) {
    List<TrainingHistory.Row> rows = new ArrayList<>();
    long start = System.nanoTime();
    double progress = 0;
    do {
      StepReport step = trainer.step(progress);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      progress = plan.budget().progress(trainer.steps(), elapsed);
      rows.add(row(step, elapsed));
      listener.stepped(step, progress);
    } while (progress < 1 && !listener.isStopAsked());
    return new TrainingHistory(rows);
  }

  /** Means over no triplet at all are left out of the curves. */
  private static TrainingHistory.Row row(StepReport step, Duration elapsed) {
    boolean isEmpty = step.triplets() == 0;
    return new TrainingHistory.Row(
        step.step(),
        elapsed.toNanos() / 1e9,
        step.loss(),
        step.activeFraction(),
        isEmpty ? Double.NaN : step.meanPositive(),
        isEmpty ? Double.NaN : step.meanNegative(),
        step.spread(),
        step.learningRate(),
        step.imagesPerSecond());
  }

  private void save(Score trained, Path weights) throws IOException {
    String how =
        "mean over "
            + plan.folds()
            + " folds of the threshold of best accuracy, on synthetic people not trained on";
    double threshold = trained.result().threshold();
    double far = ThresholdResult.of(trained.distances(), threshold).falseAcceptRate();
    ModelMetadata metadata =
        ModelMetadata.empty()
            .with(new Calibration(threshold, far, how))
            .with("training.data", plan.people() + " synthetic people")
            .with("training.config", plan.training().toString())
            .with("training.program", "facenet4j demo");
    new Model(network, metadata).save(weights);
  }
}
