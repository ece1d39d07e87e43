package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.gallery.Gallery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** {@code --gallery}, and what a gallery remembers of how it was made. */
final class GalleryOption {
  private static final String MODEL = "model";
  private static final String DETECTOR = "detector";
  private static final String ALIGN = "align";
  private static final String SEPARATOR = "\n";

  /** Says on standard error that Lucene's own vector code, which is not used, wants a newer JVM. */
  private static final Logger TALKATIVE =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  @Option(
      names = "--gallery",
      paramLabel = "DIR",
      required = true,
      description = "The gallery, a folder of its own.")
  private Path folder;

  /** The folder; from here on Lucene is used, and keeps quiet. */
  Path folder() {
    TALKATIVE.setLevel(Level.OFF);
    return folder;
  }

  /** Where model and detector are, and how faces are aligned, so that nobody need say it again. */
  static Map<String, String> notes(PhotoOptions photos) {
    Map<String, String> notes = new LinkedHashMap<>();
    List<Path> files = photos.model().files();
    notes.put(
        MODEL,
        files.stream()
            .map(file -> file.toAbsolutePath().normalize().toString())
            .collect(Collectors.joining(SEPARATOR)));
    photos
        .detector()
        .weights(photos.model())
        .ifPresent(file -> notes.put(DETECTOR, file.toAbsolutePath().normalize().toString()));
    notes.put(ALIGN, photos.align().name());
    return notes;
  }

  /** Fills in what the command line does not say. */
  void fillIn(PhotoOptions photos) throws IOException {
    fillIn(photos, folder());
  }

  /** Fills in what the command line does not say. */
  static void fillIn(PhotoOptions photos, Path folder) throws IOException {
    TALKATIVE.setLevel(Level.OFF);
    Map<String, String> notes = Gallery.notesOf(folder);
    String model = notes.getOrDefault(MODEL, "");
    if (!model.isEmpty()) {
      photos.model().otherwise(Arrays.stream(model.split(SEPARATOR)).map(Path::of).toList());
    }
    if (notes.containsKey(ALIGN)) {
      photos.otherwise(AlignMode.valueOf(notes.get(ALIGN)));
    }
    if (notes.containsKey(DETECTOR) && photos.align() != AlignMode.NONE) {
      photos.detector().otherwise(Path.of(notes.get(DETECTOR)));
    }
  }
}
