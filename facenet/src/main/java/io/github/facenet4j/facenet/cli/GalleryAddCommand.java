package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.PhotoFolder;
import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryFace;
import io.github.facenet4j.facenet.gallery.GalleryModel;
import io.github.facenet4j.facenet.photo.ContentHash;
import io.github.facenet4j.facenet.photo.PhotoFaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds people to a gallery. */
@Command(
    name = "add",
    description =
        "Add people to a gallery, which is made where it is missing: photographs named by their"
            + " folders, DIR/NAME/photo.jpg, or by --name. Photographs that are there are skipped. A"
            + " line is printed for each one when it is on the disk.")
final class GalleryAddCommand extends Verb {
  /** So many faces are committed together, at most, and after so long whatever there is. */
  private static final int COMMIT = 64;

  private static final long COMMIT_NANOS = 1_000_000_000L;

  @Mixin private GalleryOption gallery;
  @Mixin private PhotoOptions photos;

  @Option(names = "--name", paramLabel = "NAME", description = "Whom all the photographs show.")
  private String name;

  @Option(names = "--json", description = "Print one JSON object at the end.")
  private boolean json;

  @Parameters(
      paramLabel = "PHOTO",
      arity = "1..*",
      description = "Folders of people, or with --name photographs.")
  private List<Path> paths;

  private final List<GalleryFace> uncommitted = new ArrayList<>();
  private final List<Map<String, String>> failures = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long lastCommit = System.nanoTime();
  private int added;
  private int skipped;

  @Override
  protected void run() throws IOException {
    photos.check(this);
    if (photos.detector().meant(FaceChoice.LARGEST) == FaceChoice.ALL) {
      throw usage(
          "A photo of a named person adds one face; --faces takes largest, central or only");
    }
    Map<Path, String> names = names();
    Path folder = gallery.folder();
    try (PhotoOptions.Session session = photos.open(this, FaceChoice.LARGEST, null, names.size())) {
      GalleryModel model = photos.galleryModel(session);
      try (Gallery open = Gallery.open(folder, model)) {
        open.note(GalleryOption.notes(photos));
        try (Progress.Bar bar = photos.progress().start(this, "add", names.size())) {
          Iterator<Path> absent =
              names.keySet().stream()
                  .filter(
                      photo -> {
                        boolean isAbsent = isAbsent(photo, names.get(photo), open);
                        skipped += isAbsent ? 0 : 1;
                        bar.add(isAbsent ? 0 : 1);
                        return isAbsent;
                      })
                  .iterator();
          session.embedder().run(absent, done -> take(done, names, open, bar));
        }
        commit(open);
        report(open);
      }
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private Map<Path, String> names() throws IOException {
    Map<Path, String> names = new LinkedHashMap<>();
    for (Path path : paths) {
      if (name == null && !Files.isDirectory(path)) {
        throw usage("Say whom '" + path + "' shows with --name, or give folders of people");
      }
      for (Path photo : PhotoFolder.list(List.of(path))) {
        names.put(photo, name == null ? PhotoFolder.label(path, photo) : name);
      }
    }
    return names;
  }

  /** Looked at when its turn comes: whether the gallery lacks this photo of this person. */
  private boolean isAbsent(Path photo, String person, Gallery open) {
    try {
      String hash = ContentHash.of(photo);
      return seen.add(person + '\0' + hash)
          && open.presenceOf(person, hash) == Gallery.Presence.ABSENT;
    } catch (IOException unreadable) {
      // Told by the embedder.
      return true;
    }
  }

  private void take(PhotoFaces done, Map<Path, String> names, Gallery open, Progress.Bar bar) {
    bar.add(1);
    if (done.failure().isPresent()) {
      failures.add(Map.of("photo", done.photo().toString(), "reason", done.failure().get()));
      return;
    }
    uncommitted.add(
        new GalleryFace(
            names.get(done.photo()),
            done.photo().toAbsolutePath().normalize().toString(),
            done.contentHash(),
            done.faces().get(0).embedding()));
    if (uncommitted.size() == COMMIT || System.nanoTime() - lastCommit > COMMIT_NANOS) {
      commit(open);
    }
  }

  private void commit(Gallery open) {
    if (uncommitted.isEmpty()) {
      return;
    }
    try {
      open.add(uncommitted);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    added += uncommitted.size();
    if (!json) {
      uncommitted.forEach(face -> out().println("added " + face.person() + " " + face.source()));
      out().flush();
    }
    uncommitted.clear();
    lastCommit = System.nanoTime();
  }

  private void report(Gallery open) throws IOException {
    for (Map<String, String> failure : failures) {
      say("facenet gallery add: " + failure.get("reason"));
    }
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("added", added);
      fields.put("skipped", skipped);
      fields.put("failed", failures);
      fields.put("people", open.people().size());
      fields.put("faces", open.size());
      out().println(Json.of(fields));
    } else {
      say(
          "facenet: %d added, %d were there, %d could not be used; %d faces in all"
              .formatted(added, skipped, failures.size(), open.size()));
    }
    if (added == 0 && skipped == 0) {
      throw new IOException("None of the photographs could be used");
    }
  }
}
