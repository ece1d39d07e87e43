package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.ThresholdCalibration;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Pairs of people whom a network is not trained on: they show the course of a training, and the
 * model's threshold is chosen on them. Trained people lie closer together than any others, and a
 * threshold from them is far too tight.
 */
final class HeldOut {
  private static final int BATCH = 32;

  private final String who;
  private final List<FacePair> pairs;
  private final Function<InputSpec, AlignedFaces> faces;
  private final Map<Path, RgbImage> crops = new ConcurrentHashMap<>();

  /**
   * Pairs to measure with.
   *
   * @param who in words: "… pairs of" this
   * @param faces crops for a network, from the images of the pairs
   */
  HeldOut(String who, List<FacePair> pairs, Function<InputSpec, AlignedFaces> faces) {
    this.who = who;
    this.pairs = List.copyOf(pairs);
    this.faces = faces;
  }

  /** The pairs. */
  List<FacePair> pairs() {
    return pairs;
  }

  /** Crops for a network; each is made once, because evaluations come back to it. */
  AlignedFaces crops(InputSpec input) {
    AlignedFaces source = faces.apply(input);
    return image -> crops.computeIfAbsent(image, source::crop);
  }

  /** Distances by a network that is bound on this device. */
  PairDistances distances(Network network, Backend backend, Verb verb, Progress progress) {
    try (MemoryScope scope = MemoryScope.root(backend, "held out")) {
      return new PairEmbedder(verb, progress, this::crops, pairs)
          .through("held out", network.forInference(scope), scope, BATCH, Views.CROP)
          .pairs();
    }
  }

  /** The model with the threshold of best accuracy on these distances. */
  Model calibrated(Model model, PairDistances distances) {
    double threshold = ThresholdCalibration.bestAccuracy(distances);
    double far = ThresholdResult.of(distances, threshold).falseAcceptRate();
    String how =
        "best accuracy on the "
            + distances.size()
            + " pairs of "
            + who
            + ", whose people were not trained on";
    return new Model(model.network(), model.metadata().with(new Calibration(threshold, far, how)));
  }
}
