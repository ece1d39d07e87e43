package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline;
import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.VideoPair;
import io.github.facenet4j.facenet.data.YouTubeFaces;
import io.github.facenet4j.facenet.data.YouTubeFaces.Frame;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import io.github.facenet4j.facenet.eval.VideoDistances;
import io.github.facenet4j.facenet.image.Aligner;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.MemoryScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Verification of videos on YouTube Faces; faces are cut out by the boxes that it lists. */
final class VideoEvaluation {
  private static final double NANOS = 1e9;

  private record VideoFrame(String video, Frame frame) {}

  private final YouTubeFaces faces;
  private final int most;

  /**
   * An evaluation.
   *
   * @param most frames of each video
   */
  VideoEvaluation(Path root, int most) {
    this.faces = YouTubeFaces.open(root);
    this.most = most;
  }

  /** Embeds the frames of all videos that a pair names. */
  EvaluationReport run(
      Model model, MemoryScope scope, Verb verb, Progress progress, int batch, Views views) {
    List<VideoPair> pairs = faces.pairs();
    Set<String> videos = new LinkedHashSet<>();
    for (VideoPair pair : pairs) {
      videos.add(pair.first());
      videos.add(pair.second());
    }
    List<VideoFrame> frames = new ArrayList<>();
    for (String video : videos) {
      faces.frames(video, most).forEach(frame -> frames.add(new VideoFrame(video, frame)));
    }
    Network network = model.network();
    FaceTemplate template = network.input().faceTemplate();
    VideoDistances distances = new VideoDistances();
    long start = System.nanoTime();
    try (Progress.Bar bar = progress.start(verb, "embed", frames.size())) {
      new EmbeddingPipeline(network, scope, batch, views)
          .run(
              frames,
              one ->
                  Aligner.align(
                      ImageFiles.read(one.frame().image()),
                      one.frame().face().typicalLandmarks(),
                      template),
              (index, output) -> {
                distances.add(frames.get(index).video(), output);
                bar.add(1);
              });
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    return EvaluationReport.ofAllFolds(VerificationProtocol.LFW.evaluate(distances.of(pairs)))
        .on(model, scope.backend(), frames.size() / seconds);
  }
}
