package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.train.TrainingRun;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The form of FaceNet's table 6: models that were trained alike on more and more faces, each scored
 * on the people of LFW that none of them was trained on. Thresholds of a fold come from the other
 * folds that were left out, so at least two must be; their 600 pairs of two people allow no smaller
 * false accept rate than 1e-2.
 *
 * <p>The models are trained here, by {@code train --most-faces}, or are given.
 */
@Command(
    name = "training-size",
    mixinStandardHelpOptions = true,
    description = {
      "VAL against the number of faces that models were trained on (table 6).",
      "With --faces they are trained here, one after the other, by a recipe and without the people"
          + " of folds 9 and 10; asked again, runs that ended early go on. With --model they are"
          + " given, as 'facenet train --most-faces N --exclude-fold 9,10' made them."
    })
final class TrainingSizeCommand extends Verb {
  private static final VerificationProtocol PROTOCOL = new VerificationProtocol(1e-2);

  @Mixin private ExperimentOptions options;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Weights that 'facenet train' wrote, one file for each number of faces; give it again."
              + " With --faces: one file of weights that every training starts from.")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = "--faces",
      split = ",",
      paramLabel = "N",
      description = "Train on so many faces, such as 1000,2000,4000,8000; needs --out.")
  private int[] faces = {};

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description = "With --faces: how to train; default ${DEFAULT-VALUE}.")
  private String recipe = "lfw-narrow";

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "With --faces: steps of each training; without it the recipe's.")
  private Integer steps;

  @Override
  protected void run() throws IOException {
    if (faces.length == 0 && models.isEmpty()) {
      throw usage("Say --faces to train models, or --model for models that are trained");
    }
    if (faces.length > 0 && (options.out() == null || models.size() > 1)) {
      throw usage("--faces needs --out, and takes one --model at most");
    }
    List<Path> trained = faces.length > 0 ? trainAll() : models;
    LfwDataset lfw = LfwDataset.open(options.data());
    LandmarkTable landmarks = lfw.landmarks();
    List<FacePair> pairs = lfw.pairs();
    List<ExperimentTable.Row> rows = new ArrayList<>();
    Map<String, Object> facts = new LinkedHashMap<>();
    try (Backend backend = options.device().open(this)) {
      Set<Integer> folds = null;
      for (Path file : trained) {
        try (MemoryScope scope = MemoryScope.root(backend, "experiment")) {
          Model model = Model.loadForInference(List.of(file), Optional.empty(), scope);
          Set<Integer> leftOut = excludedFolds(file, model);
          if (folds != null && !folds.equals(leftOut)) {
            throw new IllegalArgumentException(
                file + " leaves out the folds " + leftOut + ", the models before it " + folds);
          }
          folds = leftOut;
          facts.putIfAbsent("model", model.network().architecture());
          PairDistances distances = distances(pairs, landmarks, folds, model, scope);
          rows.add(new ExperimentTable.Row(faces(file, model), PROTOCOL.evaluate(distances)));
        }
      }
      facts.put("data", "LFW View 2, folds " + folds);
      facts.put("device", backend.device().id());
    }
    rows.sort(Comparator.comparingDouble(ExperimentTable.Row::value));
    ExperimentTable table =
        new ExperimentTable(
            "training-size",
            "Models were trained alike on so many faces and scored on people that none of them saw:"
                + " the form of table 6 of FaceNet (Schroff et al. 2015).",
            "faces",
            "faces trained on",
            facts,
            rows);
    options.print(this, table);
  }

  /** The weights of a run for each number of faces. */
  private List<Path> trainAll() throws IOException {
    List<Path> trained = new ArrayList<>();
    for (int most : Arrays.stream(faces).sorted().distinct().toArray()) {
      Path run = options.out().resolve("faces-" + most);
      List<String> line = new ArrayList<>(List.of("train", "--recipe", recipe, "--resume"));
      line.addAll(List.of("--data", options.data().toString(), "--exclude-fold", "9,10"));
      line.addAll(List.of("--most-faces", Integer.toString(most), "--out", run.toString()));
      if (steps != null) {
        line.addAll(List.of("--steps", steps.toString()));
      }
      if (!models.isEmpty()) {
        line.addAll(List.of("--init", models.get(0).toString()));
      }
      options.device().id().ifPresent(id -> line.addAll(List.of("--device", id)));
      say("facenet: training on at most " + most + " faces into " + run);
      // What a training prints is talk here: the output is the table.
      if (Main.run(err(), err(), line.toArray(String[]::new)) != 0) {
        throw new IOException("The training on " + most + " faces failed, see above");
      }
      trained.add(run.resolve(TrainingRun.MODEL));
    }
    return trained;
  }

  private static String word(Path file, Model model, String key) {
    String word = model.metadata().provenance().get(key);
    if (word == null) {
      throw new IllegalArgumentException(
          file + " does not say its " + key + "; name weights that 'facenet train' wrote");
    }
    return word;
  }

  private static double faces(Path file, Model model) {
    return Integer.parseInt(word(file, model, TrainingData.FACES));
  }

  private static Set<Integer> excludedFolds(Path file, Model model) {
    Set<Integer> folds = new TreeSet<>();
    for (String fold : word(file, model, TrainingData.FOLDS).split(",")) {
      if (!fold.isBlank()) {
        folds.add(Integer.parseInt(fold));
      }
    }
    if (folds.size() < 2) {
      throw new IllegalArgumentException(
          file
              + " was trained without the folds "
              + folds
              + " of LFW; at least two must be left out to be scored (train --exclude-fold 9,10)");
    }
    return folds;
  }

  /** The pairs of those folds, numbered from 1. */
  private PairDistances distances(
      List<FacePair> all,
      LandmarkTable landmarks,
      Set<Integer> folds,
      Model model,
      MemoryScope scope) {
    List<Integer> numbers = new ArrayList<>(folds);
    List<FacePair> pairs =
        all.stream()
            .filter(pair -> folds.contains(pair.fold()))
            .map(
                pair ->
                    new FacePair(
                        numbers.indexOf(pair.fold()) + 1, pair.kind(), pair.first(), pair.second()))
            .toList();
    return PairEmbedder.ofLfw(this, options.progress(), landmarks, pairs)
        .through("embed", model.network(), scope, options.batch(), Views.CROP)
        .pairs();
  }
}
