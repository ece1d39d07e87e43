package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --model} and {@code --arch} of every verb that loads a network. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Weights (safetensors); give it again for a network in several files.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "Architecture, where the file does not say it or says it wrongly.")
  private String architecture;

  boolean isGiven() {
    return !files.isEmpty();
  }

  /** Complains before any device is opened. */
  void requireGiven(Verb verb) {
    if (!isGiven()) {
      throw verb.usage("Missing required option: '--model=FILE'");
    }
  }

  /** The network and what its files say about it, ready for inference in this scope. */
  Model load(MemoryScope scope) throws IOException {
    return Model.loadForInference(files, Optional.ofNullable(architecture), scope);
  }
}
