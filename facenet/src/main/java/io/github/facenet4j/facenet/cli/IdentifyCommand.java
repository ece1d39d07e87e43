package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.PhotoFolder;
import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryMatch;
import io.github.facenet4j.facenet.gallery.GalleryModel;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.photo.EmbeddedFace;
import io.github.facenet4j.facenet.photo.PhotoFaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says who is on photographs. */
@Command(
    name = "identify",
    description =
        "Name the people on photographs by a gallery: the nearest ones, and 'unknown' where nobody is"
            + " within the threshold. Model, detector and alignment are those that the gallery was"
            + " made with, unless said otherwise.")
final class IdentifyCommand extends Verb {
  @Mixin private GalleryOption gallery;
  @Mixin private PhotoOptions photos;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description = "Known below this squared distance; default: the weights file's.")
  private Double threshold;

  @Option(
      names = "--nearest",
      paramLabel = "K",
      description = "So many people are listed for each face; default ${DEFAULT-VALUE}.")
  private int nearest = 3;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Parameters(paramLabel = "PHOTO", arity = "1..*", description = "Photographs or folders of them.")
  private List<Path> paths;

  private final List<Object> results = new ArrayList<>();
  private int failed;

  @Override
  protected void run() throws IOException {
    if (nearest < 1) {
      throw usage("--nearest must be at least 1, got " + nearest);
    }
    gallery.fillIn(photos);
    photos.check(this);
    List<Path> files = PhotoFolder.list(paths);
    try (PhotoOptions.Session session = photos.open(this, FaceChoice.LARGEST, null, files.size())) {
      GalleryModel model = photos.galleryModel(session);
      Optional<Double> limit =
          threshold != null
              ? Optional.of(threshold)
              : photos.model().calibration(session.loaded()).map(Calibration::threshold);
      try (Gallery open = Gallery.openReadOnly(gallery.folder(), model);
          Progress.Bar bar = photos.progress().start(this, "identify", files.size())) {
        session
            .embedder()
            .run(
                files.iterator(),
                done -> {
                  bar.add(1);
                  take(done, open, limit);
                });
      }
      if (json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        limit.ifPresent(value -> fields.put("threshold", value));
        fields.put("photos", results);
        out().println(Json.of(fields));
      }
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    if (failed == files.size()) {
      throw new IOException("None of the photographs could be used");
    }
  }

  private void take(PhotoFaces done, Gallery open, Optional<Double> limit) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("photo", done.photo().toString());
    if (done.failure().isPresent()) {
      failed++;
      say("facenet identify: " + done.failure().get());
      fields.put("failure", done.failure().get());
    } else {
      List<Object> faces = new ArrayList<>();
      for (EmbeddedFace face : done.faces()) {
        List<GalleryMatch> matches = search(open, face.embedding());
        faces.add(fields(face, matches, limit));
        if (!json) {
          out().println(done.photo() + ": " + sentence(matches, limit));
        }
      }
      fields.put("faces", faces);
    }
    results.add(fields);
  }

  private List<GalleryMatch> search(Gallery open, float[] embedding) {
    try {
      return open.search(embedding, nearest);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isKnown(List<GalleryMatch> matches, Optional<Double> limit) {
    return limit.isPresent()
        && !matches.isEmpty()
        && matches.get(0).squaredDistance() < limit.get();
  }

  private static String sentence(List<GalleryMatch> matches, Optional<Double> limit) {
    if (matches.isEmpty()) {
      return "unknown (the gallery is empty)";
    }
    GalleryMatch first = matches.get(0);
    String nearest = String.format("%s at distance %.4f", first.person(), first.squaredDistance());
    if (limit.isEmpty()) {
      return "nearest is " + nearest + "; no verdict: neither --threshold nor a calibrated model";
    }
    return isKnown(matches, limit)
        ? first.person() + String.format(" (distance %.4f)", first.squaredDistance())
        : "unknown (nearest is " + nearest + ")";
  }

  private static Map<String, Object> fields(
      EmbeddedFace face, List<GalleryMatch> matches, Optional<Double> limit) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (limit.isPresent()) {
      fields.put("person", isKnown(matches, limit) ? matches.get(0).person() : "unknown");
      fields.put("known", isKnown(matches, limit));
    }
    face.place().ifPresent(place -> fields.putAll(DetectCommand.fields(place)));
    List<Object> nearest = new ArrayList<>();
    for (GalleryMatch match : matches) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("person", match.person());
      row.put("distance", match.squaredDistance());
      row.put("source", match.source());
      nearest.add(row);
    }
    fields.put("nearest", nearest);
    return fields;
  }
}
