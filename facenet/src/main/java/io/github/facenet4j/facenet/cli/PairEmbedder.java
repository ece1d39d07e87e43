package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline;
import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.eval.EmbeddingDistances;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.RawPixelBaseline;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.MemoryScope;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Embeds every image of some pairs once and measures the pairs' distances. */
final class PairEmbedder {
  private static final double NANOS = 1e9;

  /**
   * Distances and how fast they came.
   *
   * @param pairs in the order of the pairs that were given
   * @param embeddings of each image
   * @param imagesPerSecond files read, decoded, aligned and embedded per second of wall-clock time
   */
  record Measured(PairDistances pairs, Map<Path, float[]> embeddings, double imagesPerSecond) {}

  private final Verb verb;
  private final Progress progress;
  private final Function<InputSpec, AlignedFaces> faces;
  private final List<FacePair> pairs;
  private final List<Path> images;

  /**
   * An embedder of these pairs.
   *
   * @param faces crops for a network, from the images of the pairs
   */
  PairEmbedder(
      Verb verb, Progress progress, Function<InputSpec, AlignedFaces> faces, List<FacePair> pairs) {
    this.verb = verb;
    this.progress = progress;
    this.faces = faces;
    this.pairs = pairs;
    this.images = EmbeddingDistances.images(pairs);
  }

  /** An embedder of pairs of LFW, whose landmarks say where the faces are. */
  static PairEmbedder ofLfw(
      Verb verb, Progress progress, LandmarkTable landmarks, List<FacePair> pairs) {
    return new PairEmbedder(
        verb, progress, input -> AlignedFaces.located(landmarks, input.faceTemplate()), pairs);
  }

  /** Through a network, on its device. */
  Measured through(String what, Network network, MemoryScope scope, int batch, Views views) {
    AlignedFaces crops = faces.apply(network.input());
    Map<Path, float[]> embeddings = new HashMap<>();
    long start = System.nanoTime();
    try (Progress.Bar bar = progress.start(verb, what, images.size())) {
      new EmbeddingPipeline(network, scope, batch, views)
          .run(
              images,
              crops::crop,
              (index, output) -> {
                embeddings.put(images.get(index), output);
                bar.add(1);
              });
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    return new Measured(
        EmbeddingDistances.of(pairs, embeddings), embeddings, images.size() / seconds);
  }

  /** Without any network: the colours of the crops that the network would get. */
  PairDistances ofRawPixels(Network network) {
    return RawPixelBaseline.distances(pairs, faces.apply(network.input()));
  }
}
