package io.github.facenet4j.facenet.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.facenet4j.facenet.cluster.Clustering;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.ImageCanvas;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.Resizer;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.report.Gallery;
import io.github.facenet4j.facenet.report.HtmlReport;
import io.github.facenet4j.facenet.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Clusters as folders, a table and a page to look at. */
final class ClusterOutput {
  private static final int MOST_CLUSTERS_SHOWN = 50;
  private static final int MOST_FACES_SHOWN = 12;
  private static final int THUMBNAIL = 72;

  /** Around a face's box, in parts of its longer side. */
  private static final double MARGIN = 0.15;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Make a folder for each cluster there, with links to its photographs.")
  private Path folders;

  @Option(names = "--copy", description = "With --out: copies, not links.")
  private boolean copies;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write a table: path, cluster, left, top, width, height.")
  private Path table;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a contact sheet: a page with the faces of each cluster.")
  private Path page;

  /** Complains before anything is computed. */
  void check(Verb verb) throws IOException {
    if (copies && folders == null) {
      throw verb.usage("--copy goes with --out");
    }
    if (folders != null && Files.isDirectory(folders)) {
      try (var entries = Files.list(folders)) {
        if (entries.findAny().isPresent()) {
          throw verb.usage("--out '" + folders + "' is not empty; name a new folder");
        }
      }
    }
  }

  void write(
      Path root,
      List<ClusterCommand.Found> faces,
      Clustering clustering,
      Map<String, Object> fields)
      throws IOException {
    if (folders != null) {
      writeFolders(faces, clustering);
    }
    if (table != null) {
      writeTable(faces, clustering);
    }
    if (page != null) {
      writePage(root, faces, clustering, fields);
    }
  }

  /** The paths of each cluster, the largest first. */
  List<List<String>> members(List<ClusterCommand.Found> faces, Clustering clustering) {
    return clustering.largestFirst().stream()
        .map(members -> members.stream().map(face -> faces.get(face).photo().toString()).toList())
        .toList();
  }

  private void writeFolders(List<ClusterCommand.Found> faces, Clustering clustering)
      throws IOException {
    List<List<Integer>> clusters = clustering.largestFirst();
    int digits = Integer.toString(clusters.size()).length();
    for (int c = 0; c < clusters.size(); c++) {
      Path folder = folders.resolve(("cluster-%0" + digits + "d").formatted(c + 1));
      Files.createDirectories(folder);
      for (int face : clusters.get(c)) {
        Path photo = faces.get(face).photo().toAbsolutePath().normalize();
        Path target = free(folder, photo.getFileName().toString());
        if (copies) {
          Files.copy(photo, target);
        } else {
          Files.createSymbolicLink(target, photo);
        }
      }
    }
  }

  /** A name that is not taken: photographs of several folders may share theirs. */
  private static Path free(Path folder, String name) {
    Path target = folder.resolve(name);
    for (int i = 2; Files.exists(target, LinkOption.NOFOLLOW_LINKS); i++) {
      int dot = name.lastIndexOf('.');
      String stem = dot < 0 ? name : name.substring(0, dot);
      target = folder.resolve(stem + "-" + i + (dot < 0 ? "" : name.substring(dot)));
    }
    return target;
  }

  private void writeTable(List<ClusterCommand.Found> faces, Clustering clustering)
      throws IOException {
    try (CsvWriter csv = CsvWriter.builder().build(table)) {
      csv.writeRecord("path", "cluster", "left", "top", "width", "height");
      for (int i = 0; i < faces.size(); i++) {
        Optional<DetectedFace> place = faces.get(i).face().place();
        csv.writeRecord(
            faces.get(i).photo().toString(),
            Integer.toString(clustering.clusterOf(i)),
            place.map(face -> text(face.left())).orElse(""),
            place.map(face -> text(face.top())).orElse(""),
            place.map(face -> text(face.width())).orElse(""),
            place.map(face -> text(face.height())).orElse(""));
      }
    }
  }

  private static String text(double pixels) {
    return String.format(Locale.ROOT, "%.2f", pixels);
  }

  private void writePage(
      Path root,
      List<ClusterCommand.Found> faces,
      Clustering clustering,
      Map<String, Object> fields)
      throws IOException {
    List<List<Integer>> clusters = clustering.largestFirst();
    List<Gallery.Group> groups = new ArrayList<>();
    long several = clusters.stream().filter(members -> members.size() > 1).count();
    for (int c = 0; c < Math.min(several, MOST_CLUSTERS_SHOWN); c++) {
      List<Integer> members = clusters.get(c);
      List<Gallery.Picture> pictures = new ArrayList<>();
      for (int face : members.subList(0, Math.min(members.size(), MOST_FACES_SHOWN))) {
        ClusterCommand.Found found = faces.get(face);
        pictures.add(new Gallery.Picture(thumbnail(found), found.photo().getFileName().toString()));
      }
      groups.add(new Gallery.Group(pictures, (c + 1) + ": " + members.size() + " faces"));
    }
    Map<String, String> facts = new LinkedHashMap<>();
    fields.forEach((name, value) -> facts.put(name, value.toString()));
    new HtmlReport(
            "Clusters of " + root.getFileName(),
            "%d clusters of %d faces; %d clusters have two faces or more, %d are shown, with %d faces at most."
                .formatted(clusters.size(), faces.size(), several, groups.size(), MOST_FACES_SHOWN))
        .section("Clusters, the largest first", new Gallery("Faces that belong together", groups))
        .section("Figures", Table.facts("How this was found", facts))
        .write(page);
  }

  private static RgbImage thumbnail(ClusterCommand.Found found) {
    RgbImage photo = ImageFiles.read(found.photo());
    RgbImage face =
        found
            .face()
            .place()
            .map(
                place -> {
                  double side = (1 + 2 * MARGIN) * Math.max(place.width(), place.height());
                  int whole = Math.max(1, (int) side);
                  int left = (int) (place.centre().x() - side / 2);
                  int top = (int) (place.centre().y() - side / 2);
                  return ImageCanvas.cut(photo, left, top, whole, whole);
                })
            .orElse(photo);
    return Resizer.resize(face, THUMBNAIL, THUMBNAIL, Resizer.Filter.AREA);
  }
}
