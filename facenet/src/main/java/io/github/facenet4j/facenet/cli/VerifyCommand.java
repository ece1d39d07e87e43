package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.photo.CroppedFace;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two faces. */
@Command(name = "verify", description = "Say whether two images show the same person.")
final class VerifyCommand extends Verb {
  /** Not 1, which says that something failed. */
  private static final int DIFFERENT = 3;

  @Mixin private ModelOptions model;
  @Mixin private FaceOptions faces;
  @Mixin private DeviceOption device;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description = "Same person below this squared distance; default: the weights file's.")
  private Double threshold;

  @Option(
      names = "--exit-code",
      description = "Exit with 0 for the same person and with 3 for different people.")
  private boolean verdictAsExitCode;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "A", description = "Image of a face.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Image of a face.")
  private Path second;

  private int exitCode;

  @Override
  protected void run() throws IOException {
    model.check(this);
    faces.check(this);
    Optional<Calibration> asked =
        Optional.ofNullable(threshold).map(t -> new Calibration(t, Double.NaN, "--threshold"));
    try (Backend backend = device.open(this, 2);
        MemoryScope scope = MemoryScope.root(backend, "verify")) {
      Model loaded = model.load(scope);
      List<CroppedFace> pair = cropped(loaded, scope);
      double distance = distance(loaded, scope, pair);
      Optional<Calibration> used = asked.isPresent() ? asked : model.calibration(loaded);
      if (verdictAsExitCode) {
        double limit =
            used.orElseThrow(
                    () ->
                        usage(
                            "--exit-code needs a threshold; the weights file has none: give"
                                + " --threshold, or write one with 'facenet calibrate'"))
                .threshold();
        exitCode = distance < limit ? 0 : DIFFERENT;
      }
      if (json) {
        out().println(Json.of(fields(loaded, backend, pair, distance, used)));
      } else {
        out().println(sentence(distance, used));
      }
    }
  }

  @Override
  protected int exitCode() {
    return exitCode;
  }

  /** The face of each photograph, cut out at the same time. */
  private List<CroppedFace> cropped(Model loaded, MemoryScope scope) throws IOException {
    FaceCropper cropper = faces.cropper(this, model, loaded.network().input(), scope);
    return Stream.of(first, second).parallel().map(photo -> cropper.crop(photo).get(0)).toList();
  }

  private static double distance(Model loaded, MemoryScope scope, List<CroppedFace> pair) {
    Network network = loaded.network();
    float[] input = network.input().toBatch(pair.stream().map(CroppedFace::crop).toList());
    List<float[]> embeddings =
        Embeddings.units(network.embed(scope, pair.size(), input), network.embeddingSize());
    return Embeddings.squaredDistance(embeddings.get(0), embeddings.get(1));
  }

  private static String sentence(double distance, Optional<Calibration> used) {
    if (used.isEmpty()) {
      return String.format(
          "distance %.4f; no verdict: the weights file has no threshold, give --threshold or write one"
              + " with 'facenet calibrate'",
          distance);
    }
    double limit = used.get().threshold();
    double far = used.get().far();
    return String.format(
        "%s: distance %.4f, threshold %.4f%s (%s)",
        distance < limit ? "same person" : "different people",
        distance,
        limit,
        Double.isNaN(far) ? "" : String.format(", false accept rate %.5f", far),
        used.get().how());
  }

  private Map<String, Object> fields(
      Model loaded,
      Backend backend,
      List<CroppedFace> pair,
      double distance,
      Optional<Calibration> used) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("distance", distance);
    used.ifPresent(
        calibration -> {
          fields.put("threshold", calibration.threshold());
          fields.put("far", Double.isNaN(calibration.far()) ? null : calibration.far());
          fields.put("thresholdFrom", calibration.how());
          fields.put("same", distance < calibration.threshold());
        });
    if (pair.get(0).place().isPresent()) {
      fields.put("faces", List.of(fields(first, pair.get(0)), fields(second, pair.get(1))));
    }
    fields.put("architecture", loaded.network().architecture());
    fields.put("device", backend.device().id());
    return fields;
  }

  private static Map<String, Object> fields(Path photo, CroppedFace face) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("photo", photo.toString());
    face.place().ifPresent(place -> fields.putAll(DetectCommand.fields(place)));
    return fields;
  }
}
