package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.gallery.GalleryModel;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.photo.ContentHash;
import io.github.facenet4j.facenet.photo.EmbeddingCache;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.facenet.photo.PhotoEmbedder;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the verbs about people in photographs share: model, detector, device, cache. */
final class PhotoOptions {
  @Mixin private ModelOptions model;
  @Mixin private DetectorOptions detector;
  @Mixin private DeviceOption device;
  @Mixin private Progress progress;

  @Option(
      names = "--align",
      paramLabel = "HOW",
      description =
          "${COMPLETION-CANDIDATES}: by the five points of each face, by its box, or not at all: the"
              + " images are aligned crops of the network's size. Default: landmarks.")
  private AlignMode align;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Faces computed at a time; default ${DEFAULT-VALUE}.")
  private int batch = 32;

  /** Everything that is needed to embed photographs; closing frees it. */
  record Session(
      Backend backend,
      MemoryScope scope,
      Model loaded,
      FaceCropper cropper,
      PhotoEmbedder embedder,
      EmbeddingCache cache)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      cache.close();
      scope.close();
      backend.close();
    }
  }

  /** What a gallery of these embeddings is of. */
  GalleryModel galleryModel(Session session) throws IOException {
    return new GalleryModel(model.fingerprint(), session.loaded().network().embeddingSize());
  }

  ModelOptions model() {
    return model;
  }

  DetectorOptions detector() {
    return detector;
  }

  Progress progress() {
    return progress;
  }

  AlignMode align() {
    return align == null ? AlignMode.LANDMARKS : align;
  }

  /** Takes what a gallery was made with, where the command line says nothing else. */
  void otherwise(AlignMode usual) {
    align = align == null ? usual : align;
  }

  /** Complains before any device is opened. */
  void check(Verb verb) {
    model.check(verb);
    detector.check(verb);
    if (align() == AlignMode.NONE && detector.isGiven()) {
      throw verb.usage("Aligned crops need no detector");
    }
  }

  /**
   * Opens device, model and detector.
   *
   * @param cacheFolder of embeddings; null for none
   * @param photos so many will be embedded
   */
  Session open(Verb verb, FaceChoice usual, Path cacheFolder, int photos) throws IOException {
    Backend backend = device.open(verb, photos);
    MemoryScope scope = MemoryScope.root(backend, "photos");
    try {
      Model loaded = model.load(scope);
      FaceCropper cropper = cropper(verb, loaded.network().input(), scope, usual);
      EmbeddingCache cache =
          cacheFolder == null
              ? EmbeddingCache.none()
              : EmbeddingCache.open(cacheFolder, way(usual));
      PhotoEmbedder embedder = new PhotoEmbedder(loaded.network(), scope, cropper, cache, batch);
      return new Session(backend, scope, loaded, cropper, embedder, cache);
    } catch (IOException | RuntimeException | Error failed) {
      scope.close();
      backend.close();
      throw failed;
    }
  }

  private FaceCropper cropper(Verb verb, InputSpec input, MemoryScope scope, FaceChoice usual)
      throws IOException {
    if (align() == AlignMode.NONE) {
      return FaceCropper.aligned(input);
    }
    return FaceCropper.found(
        detector.finder(verb, model, scope, usual, align().alignment()), input);
  }

  /** Names everything that an embedding depends on besides its photograph. */
  private String way(FaceChoice usual) throws IOException {
    String faces =
        align() == AlignMode.NONE
            ? ""
            : detector.meant(usual)
                + " "
                + detector.smallest()
                + " "
                + ContentHash.of(detector.weights(model).orElseThrow());
    return model.fingerprint() + " " + align() + " " + faces;
  }
}
