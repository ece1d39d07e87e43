package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.data.FaceLocator;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.data.YouTubeFaces;
import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.PairDistancesCsv;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures verification on the pairs of LFW's View 2, or of YouTube Faces. */
@Command(
    name = "evaluate",
    description =
        "Measure verification accuracy on LFW, all ten folds or one with --fold, or on YouTube Faces.")
final class EvaluateCommand extends Verb {
  @Mixin private ModelOptions model;
  @Mixin private DetectorOptions detector;
  @Mixin private DeviceOption device;
  @Mixin private Progress progress;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "LFW (images, pairs.txt, landmarks.csv), or YouTube Faces as it is published (splits.txt,"
              + " frame_images_DB).")
  private Path data;

  @Option(
      names = "--distances",
      paramLabel = "CSV",
      description = "Evaluate these distances (pair,fold,same,squared_distance), not a network.")
  private Path distances;

  @Option(
      names = "--align",
      paramLabel = "HOW",
      description =
          "Cut the faces of LFW by their landmarks or their box, or take the images as crops (none);"
              + " default ${DEFAULT-VALUE}. With --detector faces are found anew and landmarks.csv is"
              + " not read.")
  private AlignMode align = AlignMode.LANDMARKS;

  @Option(names = "--mirror", description = "Add the embedding of the mirror image.")
  private boolean mirror;

  @Option(
      names = "--fold",
      paramLabel = "N",
      description = "One fold alone, beside the untrained network and raw pixels.")
  private Integer fold;

  @Option(
      names = "--open-set",
      description =
          "Identification on all of LFW, not verification: who has two photographs or more is known"
              + " by the first, who has one is unknown.")
  private boolean openSet;

  @Option(
      names = "--threshold-fold",
      paramLabel = "M",
      description = "With --fold: choose the threshold on this one, not by the weights file.")
  private Integer thresholdFold;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images computed at a time; default ${DEFAULT-VALUE}.")
  private int batch = 32;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Of YouTube Faces: the first frames of each video; default ${DEFAULT-VALUE}.")
  private int frames = 100;

  @Option(
      names = "--record",
      description = "With --fold: write accuracy and AUC into the weights file's metadata, too.")
  private boolean record;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    model.check(this);
    detector.checkOne(this);
    if (detector.isGiven() && align == AlignMode.NONE) {
      throw usage("--align none takes the images as crops; it needs no --detector");
    }
    if (thresholdFold != null && (fold == null || thresholdFold.equals(fold))) {
      throw usage("--threshold-fold needs another --fold beside it");
    }
    if (openSet && (fold != null || distances != null || data == null || isVideos())) {
      throw usage("--open-set needs LFW as --data, and neither --fold nor --distances");
    }
    if (model.isGiven() && distances != null) {
      throw usage("Give either --model or --distances");
    }
    if (frames < 1) {
      throw usage("--frames must be at least 1, got " + frames);
    }
    if (fold != null && isVideos()) {
      throw usage("--fold is for LFW; YouTube Faces is scored on all of its splits");
    }
    if (record && (fold == null || !model.isGiven())) {
      throw usage("--record needs --model and --fold beside it");
    }
    if (distances != null) {
      print(ofDistances());
    } else if (data == null) {
      throw usage("Missing required option: '--data=DIR'");
    } else {
      try (Backend backend = device.open(this);
          MemoryScope scope = MemoryScope.root(backend, "evaluate")) {
        Model loaded = model.load(scope);
        EvaluationReport report = evaluate(loaded, scope);
        if (record) {
          model.note(report.words("evaluation.fold" + fold + (mirror ? ".mirror." : ".")));
        }
        print(report);
      }
    }
  }

  private EvaluationReport evaluate(Model loaded, MemoryScope scope) throws IOException {
    warnOfTrainedPeople(loaded);
    if (openSet) {
      LfwDataset lfw = LfwDataset.open(data);
      AlignedFaces crops = faces(lfw, scope).apply(loaded.network().input());
      return OpenSetEvaluation.run(lfw, loaded, crops, scope, this, progress, batch, views());
    }
    if (isVideos()) {
      return new VideoEvaluation(data, frames).run(loaded, scope, this, progress, batch, views());
    }
    return fold == null ? ofAllFolds(loaded, scope) : ofOneFold(loaded, scope);
  }

  private boolean isVideos() {
    return data != null && YouTubeFaces.looksLike(data);
  }

  /** Weights trained here say which folds of LFW they never saw. */
  private void warnOfTrainedPeople(Model loaded) {
    String unseen = loaded.metadata().provenance().get(TrainingData.FOLDS);
    if (unseen != null && fold == null && !isVideos()) {
      say(
          "facenet: these weights were trained on people of LFW, all but those of fold "
              + unseen
              + ": figures over all of it are too good; give --fold with one of those");
    }
  }

  private void print(EvaluationReport report) {
    if (json) {
      out().println(Json.of(report.fields()));
    } else {
      report.lines().forEach(out()::println);
    }
  }

  private EvaluationReport ofDistances() {
    if (fold != null) {
      throw usage("--fold goes with a network, not with --distances");
    }
    PairDistances pairs = PairDistancesCsv.read(distances);
    if (data != null) {
      requireSamePairs(pairs, LfwDataset.open(data).pairs());
    }
    return EvaluationReport.ofAllFolds(VerificationProtocol.LFW.evaluate(pairs));
  }

  private void requireSamePairs(PairDistances table, List<FacePair> pairs) {
    boolean same = table.size() == pairs.size();
    for (int i = 0; same && i < pairs.size(); i++) {
      same = table.fold(i) == pairs.get(i).fold() && table.kind(i) == pairs.get(i).kind();
    }
    if (!same) {
      throw new DatasetException(
          "The rows of '"
              + distances
              + "' are not the pairs of '"
              + data
              + "'; give the distances in the order of its pairs.txt");
    }
  }

  private EvaluationReport ofAllFolds(Model loaded, MemoryScope scope) throws IOException {
    LfwDataset lfw = LfwDataset.open(data);
    PairEmbedder embedder = new PairEmbedder(this, progress, faces(lfw, scope), lfw.pairs());
    PairEmbedder.Measured measured =
        embedder.through("embed", loaded.network(), scope, batch, views());
    return EvaluationReport.ofAllFolds(VerificationProtocol.LFW.evaluate(measured.pairs()))
        .on(loaded, scope.backend(), measured.imagesPerSecond());
  }

  private EvaluationReport ofOneFold(Model loaded, MemoryScope scope) throws IOException {
    LfwDataset lfw = LfwDataset.open(data);
    FoldEvaluation evaluation = new FoldEvaluation(fold, thresholdFold, lfw.pairs());
    PairEmbedder embedder =
        new PairEmbedder(this, progress, faces(lfw, scope), evaluation.neededPairs());
    return evaluation.run(loaded, scope, embedder, batch, views());
  }

  private Function<InputSpec, AlignedFaces> faces(LfwDataset lfw, MemoryScope scope)
      throws IOException {
    if (align == AlignMode.NONE) {
      return input -> AlignedFaces.alreadyAligned(input.width(), input.height());
    }
    FaceLocator locator =
        detector.isGiven()
            ? detector.finder(this, model, scope, FaceChoice.CENTRAL, align.alignment())
            : lfw.landmarks().by(align.alignment());
    return input -> AlignedFaces.located(locator, input.faceTemplate());
  }

  private Views views() {
    return mirror ? Views.CROP_AND_MIRROR : Views.CROP;
  }
}
