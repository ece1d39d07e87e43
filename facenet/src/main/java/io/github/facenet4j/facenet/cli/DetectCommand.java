package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.detect.Mtcnn;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceDrawing;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.ImagePoint;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the faces of photographs. */
@Command(name = "detect", description = "Find faces and their five points in photographs.")
final class DetectCommand extends Verb {
  private static final double HUNDREDTHS = 100;
  private static final double MILLIONTHS = 1e6;

  @Mixin private DetectorOptions detector;
  @Mixin private DeviceOption device;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description = "Write each photo there as a PNG with boxes and points drawn.")
  private Path drawings;

  @Option(
      names = "--json",
      description =
          "Print JSON: for one photo an array of faces, for several an object by path. The first"
              + " face is the largest; box is left, top, width, height in pixels.")
  private boolean json;

  @Parameters(paramLabel = "PHOTO", arity = "1..*", description = "Image files.")
  private List<Path> photos;

  @Override
  protected void run() throws IOException {
    detector.check(this);
    try (Backend backend = device.open(this, photos.size());
        MemoryScope scope = MemoryScope.root(backend, "detect")) {
      Mtcnn mtcnn = detector.load(this, new ModelOptions(), scope);
      Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
      for (Path path : photos) {
        RgbImage photo = ImageFiles.read(path);
        List<DetectedFace> faces = mtcnn.detect(photo);
        if (drawings != null) {
          Path to = drawings.resolve(path.getFileName() + ".png");
          ImageFiles.writePng(FaceDrawing.of(photo, faces), to);
        }
        if (json) {
          all.put(path.toString(), faces.stream().map(DetectCommand::fields).toList());
        } else {
          print(path, faces);
        }
      }
      if (json) {
        out().println(Json.of(photos.size() == 1 ? all.values().iterator().next() : all));
      }
    }
  }

  private void print(Path path, List<DetectedFace> faces) {
    out().println(path + ": " + faces.size() + (faces.size() == 1 ? " face" : " faces"));
    for (DetectedFace face : faces) {
      out()
          .printf(
              "  %.0fx%.0f at %.0f, %.0f, score %.4f%n",
              face.width(), face.height(), face.left(), face.top(), face.score());
    }
  }

  /** A face as JSON shows it. */
  static Map<String, Object> fields(DetectedFace face) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "box",
        List.of(
            rounded(face.left(), HUNDREDTHS),
            rounded(face.top(), HUNDREDTHS),
            rounded(face.width(), HUNDREDTHS),
            rounded(face.height(), HUNDREDTHS)));
    fields.put("score", rounded(face.score(), MILLIONTHS));
    List<List<Double>> points = new ArrayList<>();
    for (ImagePoint point : face.landmarks().points()) {
      points.add(List.of(rounded(point.x(), HUNDREDTHS), rounded(point.y(), HUNDREDTHS)));
    }
    fields.put("landmarks", points);
    return fields;
  }

  private static double rounded(double value, double parts) {
    return Math.rint(value * parts) / parts;
  }
}
