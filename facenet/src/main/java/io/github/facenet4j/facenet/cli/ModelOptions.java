package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.BuiltInModel;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelFingerprint;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.PublishedThresholds;
import io.github.facenet4j.facenet.net.StoredModel;
import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** {@code --model} and {@code --arch} of every verb that loads a network. */
final class ModelOptions {
  /** Bytes of weights from which collecting the arrays that they came in is worth a pause. */
  private static final long HUGE = 256L << 20;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Weights (safetensors); give it again for a network in several files. Without it the"
              + " built-in ones are used: facenet-lfw, trained on LFW alone.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "Architecture, where the file does not say it or says it wrongly.")
  private String architecture;

  /** Those that were given. */
  List<Path> files() {
    return files;
  }

  /** The threshold that is known for a model. */
  Optional<Calibration> calibration(Model loaded) throws IOException {
    return PublishedThresholds.of(
        loaded.network().architecture(), loaded.metadata().calibration(), this::fingerprint);
  }

  /** Takes what a gallery was made with, where the command line says nothing else. */
  void otherwise(List<Path> usual) {
    if (files.isEmpty()) {
      files.addAll(usual);
    }
  }

  /** Equal for models whose embeddings can be compared. */
  String fingerprint() throws IOException {
    return ModelFingerprint.of(files, Optional.ofNullable(architecture));
  }

  boolean isGiven() {
    return !files.isEmpty();
  }

  /** Complains before any device is opened. */
  void check(Verb verb) {
    if (architecture != null && !isGiven()) {
      throw verb.usage("--arch goes with --model");
    }
  }

  /** The network and what its files say about it, ready for inference in this scope. */
  Model load(MemoryScope scope) throws IOException {
    Model loaded =
        isGiven()
            ? Model.loadForInference(files, Optional.ofNullable(architecture), scope)
            : BuiltInModel.loadForInference(scope);
    if (scope.backend().memory().liveBytes() > HUGE) {
      // The largest matrix came through the Java heap, which gives memory back when collected.
      System.gc();
    }
    return loaded;
  }

  /** Adds words to the metadata of the one weights file that was given. */
  void note(Map<String, String> words) throws IOException {
    rewrite(
        metadata -> {
          ModelMetadata more = metadata;
          for (Map.Entry<String, String> word : words.entrySet()) {
            more = more.with(word.getKey(), word.getValue());
          }
          return more;
        },
        null);
  }

  /**
   * Writes the weights with other metadata, in as many bits as they were.
   *
   * @param target null for the one file that was given
   * @return the file that was written
   */
  Path rewrite(UnaryOperator<ModelMetadata> change, Path target) throws IOException {
    if (target == null && files.size() > 1) {
      throw new IOException(
          "Results are noted in one file; these weights lie in several: " + files);
    }
    Path written = target == null ? files.get(0) : target;
    try (StoredModel stored = StoredModel.open(files, Optional.ofNullable(architecture))) {
      Model model = stored.model();
      new Model(model.network(), change.apply(model.metadata())).save(written, stored.storage());
      return written;
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }
}
