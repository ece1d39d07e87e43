package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.cluster.Clustering;
import io.github.facenet4j.facenet.cluster.FaceVectors;
import io.github.facenet4j.facenet.data.PhotoFolder;
import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.eval.ClusterQuality;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.photo.EmbeddedFace;
import io.github.facenet4j.facenet.photo.PhotoFaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups photographs by who is on them. */
@Command(
    name = "cluster",
    description =
        "Group the faces of photographs by person. Embeddings are kept, so that a second run only"
            + " looks at what is new.")
final class ClusterCommand extends Verb {
  @Mixin private PhotoOptions photos;
  @Mixin private CacheOption cache;
  @Mixin private ClusterOutput output;

  @Option(
      names = "--method",
      description =
          "${COMPLETION-CANDIDATES}; graph is for more than some 20,000 faces. Default"
              + " agglomerative.")
  private ClusterMethod method = ClusterMethod.AGGLOMERATIVE;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "Squared distance below which faces belong together; default: the model's threshold, for"
              + " dbscan three fifths of it.")
  private Double threshold;

  @Option(
      names = "--min-points",
      paramLabel = "N",
      description = "Of dbscan: neighbours that a dense place needs; default ${DEFAULT-VALUE}.")
  private int fewest = 2;

  @Option(
      names = "--neighbours",
      paramLabel = "N",
      description = "Of graph: nearest faces that are looked at; default ${DEFAULT-VALUE}.")
  private int neighbours = 32;

  @Option(
      names = "--labels",
      paramLabel = "WHENCE",
      description =
          "Compare with who is who by folder names (folder), or not (none). Default: folder, where"
              + " the photographs lie in two or more folders.")
  private Labels labels;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Parameters(paramLabel = "DIR", description = "Folder of photographs, at any depth.")
  private Path folder;

  /** Where truth is from. */
  enum Labels {
    FOLDER,
    NONE
  }

  /**
   * A face that was clustered.
   *
   * @param photo its file
   * @param face place and embedding
   */
  record Found(Path photo, EmbeddedFace face) {}

  private final List<Found> faces = new ArrayList<>();
  private final List<Map<String, String>> failures = new ArrayList<>();

  @Override
  protected void run() throws IOException {
    photos.check(this);
    output.check(this);
    List<Path> files = PhotoFolder.list(List.of(folder));
    double limit = embed(files);
    if (faces.isEmpty()) {
      throw new IOException("No face of '" + folder + "' can be clustered");
    }
    Clustering clustering =
        method
            .with(limit, fewest, neighbours)
            .cluster(
                FaceVectors.of(faces.stream().map(found -> found.face().embedding()).toList()));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("method", EnumNames.spelt(method.name()));
    fields.put("threshold", limit);
    fields.put("photos", files.size());
    fields.put("faces", faces.size());
    fields.put("failed", failures.size());
    Optional<ClusterQuality> quality = quality(clustering);
    quality.ifPresent(
        agreed -> {
          fields.put("pairwiseF", agreed.pairwiseF());
          fields.put("pairwisePrecision", agreed.pairwisePrecision());
          fields.put("pairwiseRecall", agreed.pairwiseRecall());
          fields.put("bCubedF", agreed.bCubedF());
          fields.put("bCubedPrecision", agreed.bCubedPrecision());
          fields.put("bCubedRecall", agreed.bCubedRecall());
          fields.put("nmi", agreed.nmi());
          fields.put("people", agreed.people());
        });
    fields.put("clusters", clustering.clusters());
    output.write(folder, faces, clustering, fields);
    if (json) {
      fields.put("members", output.members(faces, clustering));
      fields.put("failures", failures);
      out().println(Json.of(fields));
    } else {
      print(clustering, quality);
    }
  }

  /** Embeds all photographs; gives the threshold. */
  private double embed(List<Path> files) throws IOException {
    try (PhotoOptions.Session session =
        photos.open(this, FaceChoice.LARGEST, cache.folder(), files.size())) {
      int known = session.cache().size();
      try (Progress.Bar bar = photos.progress().start(this, "embed", files.size())) {
        session
            .embedder()
            .run(
                files.iterator(),
                done -> {
                  bar.add(1);
                  take(done);
                });
      }
      if (known > 0) {
        say("facenet: " + known + " photographs were in the cache");
      }
      return limit(photos.model().calibration(session.loaded()));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private double limit(Optional<Calibration> calibration) {
    if (threshold != null) {
      return threshold;
    }
    return method.usual(
        calibration
            .orElseThrow(
                () ->
                    usage(
                        "The weights file has no threshold; give --threshold, or write one with"
                            + " 'facenet calibrate'"))
            .threshold());
  }

  private void take(PhotoFaces done) {
    if (done.failure().isPresent()) {
      say("facenet cluster: " + done.failure().get());
      failures.add(Map.of("photo", done.photo().toString(), "reason", done.failure().get()));
    }
    done.faces().forEach(face -> faces.add(new Found(done.photo(), face)));
  }

  private Optional<ClusterQuality> quality(Clustering clustering) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] truth =
        faces.stream()
            .mapToInt(
                found ->
                    numbers.computeIfAbsent(
                        PhotoFolder.label(folder, found.photo()), name -> numbers.size()))
            .toArray();
    boolean isWanted = labels == null ? numbers.size() > 1 : labels == Labels.FOLDER;
    return isWanted
        ? Optional.of(ClusterQuality.of(clustering.toArray(), truth))
        : Optional.empty();
  }

  private void print(Clustering clustering, Optional<ClusterQuality> quality) {
    int shown = 0;
    for (List<Integer> members : clustering.largestFirst()) {
      if (members.size() < 2) {
        break;
      }
      out().printf("cluster %d, %d faces%n", ++shown, members.size());
      members.forEach(face -> out().println("  " + faces.get(face).photo()));
    }
    out().printf("%d clusters of %d faces%n", clustering.clusters(), faces.size());
    quality.ifPresent(
        agreed ->
            out()
                .printf(
                    "against the folders' %d names: pairwise F %.4f, B-cubed F %.4f, NMI %.4f%n",
                    agreed.people(), agreed.pairwiseF(), agreed.bCubedF(), agreed.nmi()));
  }
}
