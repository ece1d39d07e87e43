package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import io.github.facenet4j.facenet.eval.VerificationResult;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** One model, one thing varied, LFW's ten folds for each of its values. */
abstract class Experiment extends Verb {
  @Mixin private ModelOptions model;
  @Mixin private ExperimentOptions options;

  /** What the experiment computes with. */
  record Bench(Model model, List<FacePair> pairs, LandmarkTable landmarks, MemoryScope scope) {}

  /** The experiment's name, question and rows. */
  abstract ExperimentTable measure(Bench bench, Map<String, Object> facts);

  /** Complains about options before anything is opened. */
  abstract void check();

  @Override
  protected final void run() throws IOException {
    model.check(this);
    check();
    LfwDataset lfw = LfwDataset.open(options.data());
    LandmarkTable landmarks = lfw.landmarks();
    List<FacePair> pairs = lfw.pairs();
    ExperimentTable table;
    try (Backend backend = options.device().open(this);
        MemoryScope scope = MemoryScope.root(backend, "experiment")) {
      Model loaded = model.load(scope);
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("model", loaded.network().architecture());
      facts.put("data", "LFW View 2, " + pairs.size() + " pairs");
      facts.put("device", backend.device().id());
      table = measure(new Bench(loaded, pairs, landmarks, scope), facts);
    }
    options.print(this, table);
  }

  /** Embeds the pairs' images from these crops. */
  final PairEmbedder.Measured through(
      Bench bench, String what, Function<InputSpec, AlignedFaces> crops) {
    return new PairEmbedder(this, options.progress(), crops, bench.pairs())
        .through(what, bench.model().network(), bench.scope(), options.batch(), Views.CROP);
  }

  /** A row for each value, from crops that it decides. */
  final List<ExperimentTable.Row> rows(
      Bench bench, int[] values, Function<Integer, Function<InputSpec, AlignedFaces>> crops) {
    List<ExperimentTable.Row> rows = new ArrayList<>();
    int[] ascending = Arrays.stream(values).sorted().distinct().toArray();
    for (int value : ascending) {
      VerificationResult result =
          VerificationProtocol.LFW.evaluate(
              through(bench, Integer.toString(value), crops.apply(value)).pairs());
      rows.add(new ExperimentTable.Row(value, result));
    }
    return rows;
  }

  /** Values of an option within their limits. */
  final void requireWithin(String option, int[] values, int least, int most) {
    if (values.length == 0 || Arrays.stream(values).anyMatch(v -> v < least || v > most)) {
      throw usage(
          option
              + " takes numbers from "
              + least
              + " to "
              + most
              + ", got "
              + Arrays.toString(values));
    }
  }
}
