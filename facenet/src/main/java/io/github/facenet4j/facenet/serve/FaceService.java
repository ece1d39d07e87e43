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
import java.util.function.IntFunction;

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

  /**
   * A photograph and what was found on it.
   *
   * @param image its pixels
   * @param crops its faces, the largest first
   * @param embeddings of the faces
   */
  private record Seen(RgbImage image, List<CroppedFace> crops, List<float[]> embeddings) {

    /** As JSON shows it, each face with what is said of it. */
    Map<String, Object> fields(IntFunction<Map<String, Object>> ofFace) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("width", image.width());
      fields.put("height", image.height());
      List<Object> faces = new ArrayList<>();
      for (int i = 0; i < crops.size(); i++) {
        Map<String, Object> face = place(crops.get(i), image);
        face.putAll(ofFace.apply(i));
        faces.add(face);
      }
      fields.put("faces", faces);
      return fields;
    }

    Map<String, Object> fieldsWithEmbeddings() {
      return fields(i -> Map.of("embedding", embeddings.get(i)));
    }

    float[] largest(String which) {
      if (embeddings.isEmpty()) {
        throw new BadRequestException("No face was found in the " + which + " photo");
      }
      return embeddings.get(0);
    }
  }

  /** The faces of a photograph: places, and embeddings to compare and cluster by. */
  Map<String, Object> faces(byte[] photo) {
    return seen(photo).fieldsWithEmbeddings();
  }

  private Seen seen(byte[] photo) {
    computing.acquireUninterruptibly();
    try {
      RgbImage image = ImageFiles.decode(photo, "upload", MOST_PIXELS);
      List<CroppedFace> crops = crops(image);
      return new Seen(image, crops, embedded(crops));
    } finally {
      computing.release();
    }
  }

  /** The faces of a photograph, each with the nearest people of the gallery. */
  Map<String, Object> identify(byte[] photo) throws IOException {
    Gallery people =
        gallery.orElseThrow(
            () ->
                new BadRequestException(
                    "The server was started without a gallery; give --gallery"));
    people.refresh();
    Seen seen = seen(photo);
    List<Map<String, Object>> named = new ArrayList<>();
    for (float[] embedding : seen.embeddings) {
      named.add(named(people.search(embedding, PEOPLE_LISTED)));
    }
    return seen.fields(named::get);
  }

  private Map<String, Object> named(List<GalleryMatch> matches) {
    List<Object> nearest = new ArrayList<>();
    for (GalleryMatch match : matches) {
      nearest.add(Map.of("person", match.person(), "distance", match.squaredDistance()));
    }
    boolean isKnown =
        calibration.isPresent()
            && !matches.isEmpty()
            && matches.get(0).squaredDistance() < calibration.get().threshold();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("person", isKnown ? matches.get(0).person() : "unknown");
    fields.put("nearest", nearest);
    return fields;
  }

  /** Two photographs: their faces, and the distance of the largest of each. */
  Map<String, Object> verify(byte[] first, byte[] second) {
    Seen a = seen(first);
    Seen b = seen(second);
    double distance = Embeddings.squaredDistance(a.largest("first"), b.largest("second"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("a", a.fieldsWithEmbeddings());
    fields.put("b", b.fieldsWithEmbeddings());
    fields.put("distance", distance);
    calibration.ifPresent(
        known -> {
          fields.put("threshold", known.threshold());
          fields.put("same", distance < known.threshold());
        });
    return fields;
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
    float[] input = network.input().toBatch(crops.stream().map(CroppedFace::crop).toList());
    return Embeddings.units(network.embed(scope, crops.size(), input), network.embeddingSize());
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
