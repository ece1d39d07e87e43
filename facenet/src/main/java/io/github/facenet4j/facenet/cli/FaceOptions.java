package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FaceLocator;
import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.detect.FaceFinder;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a verb gets aligned faces out of image files. */
final class FaceOptions {
  @Mixin private DetectorOptions detector;
  @ArgGroup private final Table table = new Table();

  @Option(
      names = "--align",
      paramLabel = "HOW",
      description =
          "${COMPLETION-CANDIDATES}: by the five points of the face, by its box, or not at all: the"
              + " images are aligned crops of the network's size. Default: landmarks where it is"
              + " said how faces are found, else none.")
  private AlignMode align;

  @Option(names = "--aligned", description = "The same as --align none.")
  private boolean aligned;

  /** At most one of these. */
  private static final class Table {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description =
            "The images lie below this folder, whose landmarks.csv says where faces are;"
                + " with --detector it is not read.")
    private Path folder;

    @Option(
        names = "--landmarks",
        paramLabel = "FILE",
        description = "A landmark table; the images lie below its folder.")
    private Path file;

    Path path() {
      return folder == null ? file : folder.resolve("landmarks.csv");
    }
  }

  /** Complains before any device is opened. */
  void check(Verb verb) {
    detector.checkOne(verb);
    if (aligned && align != null && align != AlignMode.NONE) {
      throw verb.usage("--aligned is --align none; give one of them");
    }
    if (mode() == AlignMode.NONE && (detector.isGiven() || table.path() != null)) {
      throw verb.usage("Aligned crops need neither a detector nor a landmark table");
    }
    if (detector.isGiven() && table.file != null) {
      throw verb.usage("Give either --detector or --landmarks");
    }
  }

  /** The folder of {@code --data}, where it is given. */
  Optional<Path> dataset() {
    return Optional.ofNullable(table.folder);
  }

  private AlignMode mode() {
    if (aligned) {
      return AlignMode.NONE;
    }
    if (align != null) {
      return align;
    }
    boolean isSaid = detector.isGiven() || table.path() != null;
    return isSaid ? AlignMode.LANDMARKS : AlignMode.NONE;
  }

  /**
   * Files to crops for a network with that input.
   *
   * @param scope owner of the detector, where one is used
   */
  AlignedFaces faces(Verb verb, ModelOptions model, InputSpec input, MemoryScope scope)
      throws IOException {
    return mode() == AlignMode.NONE
        ? AlignedFaces.alreadyAligned(input.width(), input.height())
        : AlignedFaces.located(
            locator(verb, model, scope, mode().alignment()), input.faceTemplate());
  }

  /**
   * The same with the places of the faces, where a detector finds them.
   *
   * @param scope owner of the detector, where one is used
   */
  FaceCropper cropper(Verb verb, ModelOptions model, InputSpec input, MemoryScope scope)
      throws IOException {
    return mode() != AlignMode.NONE && usesDetector()
        ? FaceCropper.found(finder(verb, model, scope, mode().alignment()), input)
        : FaceCropper.byPath(faces(verb, model, input, scope));
  }

  private boolean usesDetector() {
    return detector.isGiven() || table.path() == null;
  }

  private FaceFinder finder(Verb verb, ModelOptions model, MemoryScope scope, Alignment alignment)
      throws IOException {
    return detector.finder(verb, model, scope, FaceChoice.LARGEST, alignment);
  }

  private FaceLocator locator(Verb verb, ModelOptions model, MemoryScope scope, Alignment alignment)
      throws IOException {
    return usesDetector()
        ? finder(verb, model, scope, alignment)
        : LandmarkTable.read(table.path()).by(alignment);
  }
}
