package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.detect.FaceFinder;
import io.github.facenet4j.facenet.detect.Mtcnn;
import io.github.facenet4j.facenet.detect.MtcnnSettings;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The face detector of every verb that looks at photographs. */
final class DetectorOptions {
  /** Names the detector's weights where no option does. */
  static final String VARIABLE = "FACENET4J_DETECTOR";

  private static final String USUAL_NAME = "mtcnn.safetensors";

  @Option(
      names = "--detector",
      paramLabel = "FILE",
      description =
          "MTCNN weights (safetensors) that find the faces. Where a detector is needed and none is"
              + " given: the file that the environment variable FACENET4J_DETECTOR names, or"
              + " mtcnn.safetensors beside the model, here, in .facenet4j of the home folder, or in"
              + " shared/data beside this folder or one of its parents.")
  private Path file;

  @Option(
      names = "--min-face",
      paramLabel = "PIXELS",
      description =
          "Side of the smallest faces to find; default 20, or 2 %% of the photo's shorter side where"
              + " that is more.")
  private Double smallest;

  @Option(
      names = "--faces",
      paramLabel = "WHICH",
      description =
          "Of several faces in a photo: ${COMPLETION-CANDIDATES}; only makes them an error, all is for"
              + " gallery, identify, cluster and embed --recursive.")
  private FaceChoice choice;

  /** Whether one was named. */
  boolean isGiven() {
    return file != null;
  }

  /** The file that was named, or the one in the first of the usual places that has one. */
  Optional<Path> weights(ModelOptions model) {
    return isGiven() ? Optional.of(file) : usual(model);
  }

  /** Takes what a gallery was made with, where the command line says nothing else. */
  void otherwise(Path usual) {
    file = file == null ? usual : file;
  }

  /** Side of the smallest faces that are looked for, in words. */
  String smallest() {
    return smallest == null ? "" : smallest.toString();
  }

  /** Complains before any device is opened. */
  void check(Verb verb) {
    if (smallest != null && !(smallest >= 12 && smallest < 1e6)) {
      throw verb.usage("--min-face must be at least 12 pixels, got " + smallest);
    }
  }

  /** As {@link #check} for a verb that takes one face of each photo. */
  void checkOne(Verb verb) {
    check(verb);
    if (choice == FaceChoice.ALL) {
      throw verb.usage(
          "One face of each photo is compared; --faces takes largest, central or only");
    }
  }

  /** Where it is said which detector is used: on standard error, unless it was asked for. */
  Mtcnn load(Verb verb, ModelOptions model, MemoryScope scope) throws IOException {
    Path weights =
        weights(model)
            .orElseThrow(
                () ->
                    verb.usage(
                        "A face detector is needed and none was found; give --detector FILE with"
                            + " MTCNN weights, or --align none for aligned crops"));
    if (!isGiven()) {
      verb.say("facenet: detector " + weights);
    }
    MtcnnSettings settings = MtcnnSettings.DEFAULT;
    return Mtcnn.load(weights, smallest == null ? settings : settings.from(smallest), scope);
  }

  /** Finds the faces of each photo that are meant. */
  FaceFinder finder(
      Verb verb, ModelOptions model, MemoryScope scope, FaceChoice otherwise, Alignment alignment)
      throws IOException {
    return new FaceFinder(load(verb, model, scope), meant(otherwise), alignment);
  }

  /** Which faces of a photo, where nothing is said otherwise. */
  FaceChoice meant(FaceChoice otherwise) {
    return choice == null ? otherwise : choice;
  }

  private static Optional<Path> usual(ModelOptions model) {
    List<Path> places = new ArrayList<>();
    String named = System.getenv(VARIABLE);
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path weights : model.files()) {
      places.add(weights.toAbsolutePath().resolveSibling(USUAL_NAME));
    }
    Path here = Path.of("").toAbsolutePath();
    places.add(here.resolve(USUAL_NAME));
    places.add(Path.of(System.getProperty("user.home"), ".facenet4j", USUAL_NAME));
    for (Path folder = here; folder.getParent() != null; folder = folder.getParent()) {
      places.add(folder.resolveSibling("shared").resolve("data").resolve(USUAL_NAME));
    }
    return places.stream().filter(Files::isRegularFile).findFirst();
  }
}
