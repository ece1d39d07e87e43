package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline;
import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.data.Person;
import io.github.facenet4j.facenet.eval.OpenSetIdentification;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.tensor.MemoryScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Identification on all of LFW: the first photograph of everybody who has two or more is enrolled,
 * their others are probes of known people, and whoever has one photograph is unknown.
 */
final class OpenSetEvaluation {
  private static final double[] FARS = {0.01, 0.1};
  private static final double NANOS = 1e9;

  private OpenSetEvaluation() {}

  static EvaluationReport run(
      LfwDataset lfw,
      Model model,
      AlignedFaces crops,
      MemoryScope scope,
      Verb verb,
      Progress progress,
      int batch,
      Views views) {
    List<Path> images = new ArrayList<>();
    List<Integer> people = new ArrayList<>();
    List<Boolean> enrolled = new ArrayList<>();
    List<Person> all = lfw.people().people();
    for (int p = 0; p < all.size(); p++) {
      List<Path> own = all.get(p).images();
      for (int i = 0; i < own.size(); i++) {
        images.add(own.get(i));
        people.add(p);
        enrolled.add(i == 0 && own.size() > 1);
      }
    }
    List<OpenSetIdentification.Face> known = new ArrayList<>();
    List<OpenSetIdentification.Face> probes = new ArrayList<>();
    long start = System.nanoTime();
    try (Progress.Bar bar = progress.start(verb, "embed", images.size())) {
      new EmbeddingPipeline(model.network(), scope, batch, views)
          .run(
              images,
              crops::crop,
              (index, output) -> {
                (enrolled.get(index) ? known : probes)
                    .add(
                        new OpenSetIdentification.Face(people.get(index), Embeddings.unit(output)));
                bar.add(1);
              });
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    return EvaluationReport.ofOpenSet(OpenSetIdentification.of(known, probes, FARS))
        .on(model, scope.backend(), images.size() / seconds);
  }
}
