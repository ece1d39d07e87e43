package io.github.facenet4j.facenet.serve;

import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.cluster.AverageLinkage;
import io.github.facenet4j.facenet.cluster.Clustering;
import io.github.facenet4j.facenet.cluster.FaceVectors;
import io.github.facenet4j.facenet.detect.FaceNotFoundException;
import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryMatch;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.ImagePoint;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.AcceptCurve;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.photo.CroppedFace;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What the server computes. Photographs come as bytes and leave no trace; results are maps and
 * lists, as JSON shows them. Two photographs at a time are in memory: the others wait.
 */
public final class FaceService {
  /** Larger photographs are refused: 40 megapixels, 120 MB when decoded. */
  private static final long MOST_PIXELS = 40_000_000L;

  private static final int MOST_FACES = 64;
  private static final int MOST_TO_CLUSTER = 20_000;
  private static final int PEOPLE_LISTED = 3;

  private final Semaphore computing = new Semaphore(2);
  private final Network network;
  private final MemoryScope scope;
  private final FaceCropper cropper;
  private final Optional<Calibration> calibration;
  private final Optional<AcceptCurve> curve;
  private final Optional<Gallery> gallery;

  /**
   * A service.
   *
   * @param network bound, for inference
   * @param scope on the network's device
   * @param cropper cuts out all faces of a photograph
   * @param calibration the threshold, where one is known
   * @param curve what each threshold accepts, where that is known
   * @param gallery of the people that can be named, where there is one
   */
  public FaceService(
      Network network,
      MemoryScope scope,
      FaceCropper cropper,
      Optional<Calibration> calibration,
      Optional<AcceptCurve> curve,
      Optional<Gallery> gallery) {
    this.network = network;
    this.scope = scope;
    this.cropper = cropper;
    this.calibration = calibration;
    this.curve = curve;
    this.gallery = gallery;
  }

  /** What is served: model, device, threshold, gallery. */
  Map<String, Object> status() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architecture", network.architecture());
    fields.put("device", scope.backend().device().id());
    fields.put("threshold", calibration.map(Calibration::threshold).orElse(null));
    fields.put(
        "far", calibration.map(Calibration::far).filter(far -> !Double.isNaN(far)).orElse(null));
    fields.put("thresholdFrom", calibration.map(Calibration::how).orElse(null));
    fields.put("curve", curve.map(AcceptCurve::points).orElse(List.of()));
    fields.put("galleryFaces", gallery.map(Gallery::size).orElse(null));
    return fields;
  }

  /** The faces of a photograph: places, and embeddings to compare and cluster by. */
  Map<String, Object> faces(byte[] photo) {
    computing.acquireUninterruptibly();
    try {
      return computed(decoded(photo));
    } finally {
      computing.release();
    }
  }

  private Map<String, Object> computed(RgbImage image) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("width", image.width());
    fields.put("height", image.height());
    List<CroppedFace> crops = crops(image);
    List<float[]> embeddings = embedded(crops);
    List<Object> faces = new ArrayList<>();
    for (int i = 0; i < crops.size(); i++) {
      Map<String, Object> face = place(crops.get(i), image);
      face.put("embedding", embeddings.get(i));
      faces.add(face);
    }
    fields.put("faces", faces);
    return fields;
  }

  /** The faces of a photograph, each with the nearest people of the gallery. */
  Map<String, Object> identify(byte[] photo) throws IOException {
    Gallery people =
        gallery.orElseThrow(
            () ->
                new BadRequestException(
                    "The server was started without a gallery; give --gallery"));
    people.refresh();
    Map<String, Object> fields = faces(photo);
    for (Object face : (List<?>) fields.get("faces")) {
      @SuppressWarnings("unchecked")
      Map<String, Object> found = (Map<String, Object>) face;
      List<GalleryMatch> matches =
          people.search((float[]) found.remove("embedding"), PEOPLE_LISTED);
      List<Object> nearest = new ArrayList<>();
      for (GalleryMatch match : matches) {
        nearest.add(Map.of("person", match.person(), "distance", match.squaredDistance()));
      }
      boolean isKnown =
          calibration.isPresent()
              && !matches.isEmpty()
              && matches.get(0).squaredDistance() < calibration.get().threshold();
      found.put("person", isKnown ? matches.get(0).person() : "unknown");
      found.put("nearest", nearest);
    }
    return fields;
  }

  /** Two photographs: their faces, and the distance of the largest of each. */
  Map<String, Object> verify(byte[] first, byte[] second) {
    Map<String, Object> a = faces(first);
    Map<String, Object> b = faces(second);
    double distance = Embeddings.squaredDistance(largest(a, "first"), largest(b, "second"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("a", a);
    fields.put("b", b);
    fields.put("distance", distance);
    calibration.ifPresent(
        known -> {
          fields.put("threshold", known.threshold());
          fields.put("same", distance < known.threshold());
        });
    return fields;
  }

  private static float[] largest(Map<String, Object> photo, String which) {
    List<?> faces = (List<?>) photo.get("faces");
    if (faces.isEmpty()) {
      throw new BadRequestException("No face was found in the " + which + " photo");
    }
    return (float[]) ((Map<?, ?>) faces.get(0)).get("embedding");
  }

  /** Groups faces by their embeddings: the number of the group of each. */
  List<Integer> cluster(List<float[]> embeddings, Optional<Double> threshold) {
    if (embeddings.size() > MOST_TO_CLUSTER) {
      throw new BadRequestException(
          "At most "
              + MOST_TO_CLUSTER
              + " faces are grouped here, got "
              + embeddings.size()
              + "; use 'facenet cluster'");
    }
    double limit =
        threshold
            .or(() -> calibration.map(Calibration::threshold))
            .orElseThrow(
                () ->
                    new BadRequestException(
                        "The model has no threshold; give one, or use a calibrated model"));
    try {
      Clustering found = new AverageLinkage(limit).cluster(FaceVectors.of(embeddings));
      return Arrays.stream(found.toArray()).boxed().toList();
    } catch (IllegalArgumentException wrong) {
      throw new BadRequestException(wrong.getMessage());
    }
  }

  private static RgbImage decoded(byte[] photo) {
    return ImageFiles.decode(photo, "upload", MOST_PIXELS);
  }

  private List<CroppedFace> crops(RgbImage image) {
    try {
      List<CroppedFace> found = cropper.crop(image, "upload");
      return found.subList(0, Math.min(found.size(), MOST_FACES));
    } catch (FaceNotFoundException none) {
      return List.of();
    }
  }

  private List<float[]> embedded(List<CroppedFace> crops) {
    if (crops.isEmpty()) {
      return List.of();
    }
    float[] outputs =
        network.embed(
            scope,
            crops.size(),
            network.input().toBatch(crops.stream().map(CroppedFace::crop).toList()));
    int size = network.embeddingSize();
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < crops.size(); i++) {
      embeddings.add(Embeddings.unit(Arrays.copyOfRange(outputs, i * size, (i + 1) * size)));
    }
    return embeddings;
  }

  private static Map<String, Object> place(CroppedFace crop, RgbImage image) {
    Map<String, Object> face = new LinkedHashMap<>();
    if (crop.place().isEmpty()) {
      face.put("box", List.of(0, 0, image.width(), image.height()));
      face.put("landmarks", List.of());
      return face;
    }
    DetectedFace place = crop.place().get();
    face.put("box", List.of(place.left(), place.top(), place.width(), place.height()));
    face.put("score", place.score());
    List<Object> points = new ArrayList<>();
    for (ImagePoint point : place.landmarks().points()) {
      points.add(List.of(point.x(), point.y()));
    }
    face.put("landmarks", points);
    return face;
  }
}
