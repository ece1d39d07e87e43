package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.eval.EmbeddingDistances;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.PrincipalComponents;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The form of FaceNet's table 5 for one trained model: its embedding is shortened to its principal
 * components, found for each fold on the images of the others. The paper trained a network for each
 * size; networks of several sizes can be trained here, too ({@code --arch NN4-bn-256d}).
 */
@Command(
    name = "embedding-size",
    mixinStandardHelpOptions = true,
    description = "VAL against the numbers of an embedding, by principal components (table 5).")
final class EmbeddingSizeCommand extends Experiment {
  private static final int MOST = 4096;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "E",
      description =
          "Numbers of an embedding; without it 8, 16, 32, … and all that the network gives.")
  private int[] sizes;

  @Override
  void check() {
    if (sizes != null) {
      requireWithin("--sizes", sizes, 1, MOST);
    }
  }

  @Override
  ExperimentTable measure(Bench bench, Map<String, Object> facts) {
    int all = bench.model().network().embeddingSize();
    int[] wanted = sizes == null ? powersOfTwo(all) : sizes;
    int largest = Arrays.stream(wanted).max().orElseThrow();
    if (largest > all) {
      throw new IllegalArgumentException(
          "The network's embedding has " + all + " numbers, " + largest + " were asked for");
    }
    PairEmbedder.Measured measured =
        through(
            bench, "embed", input -> AlignedFaces.located(bench.landmarks(), input.faceTemplate()));
    Map<Path, float[]> embeddings = measured.embeddings();
    List<FacePair> pairs = bench.pairs();
    int folds = measured.pairs().foldCount();
    List<PrincipalComponents> ofFold =
        IntStream.rangeClosed(1, folds).mapToObj(fold -> outside(fold, pairs, embeddings)).toList();
    List<ExperimentTable.Row> rows = new ArrayList<>();
    for (int size : Arrays.stream(wanted).sorted().distinct().toArray()) {
      rows.add(
          new ExperimentTable.Row(
              size,
              VerificationProtocol.LFW.evaluate(
                  folds, fold -> shortened(size, ofFold.get(fold - 1), pairs, embeddings))));
    }
    return new ExperimentTable(
        "embedding-size",
        "The embedding was shortened to so many principal components of the other folds' images:"
            + " the form of table 5 of FaceNet (Schroff et al. 2015), whose networks were trained"
            + " for each size.",
        "embedding",
        "numbers of an embedding",
        facts,
        rows);
  }

  private static int[] powersOfTwo(int all) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 8; size < all; size *= 2) {
      sizes.add(size);
    }
    sizes.add(all);
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static PrincipalComponents outside(
      int fold, List<FacePair> pairs, Map<Path, float[]> embeddings) {
    List<FacePair> others = pairs.stream().filter(pair -> pair.fold() != fold).toList();
    return PrincipalComponents.of(
        EmbeddingDistances.images(others).stream().map(embeddings::get).toList());
  }

  private static PairDistances shortened(
      int size,
      PrincipalComponents components,
      List<FacePair> pairs,
      Map<Path, float[]> embeddings) {
    Map<Path, float[]> projected = new HashMap<>();
    embeddings.forEach((image, one) -> projected.put(image, components.project(one, size)));
    return EmbeddingDistances.of(pairs, projected);
  }
}
