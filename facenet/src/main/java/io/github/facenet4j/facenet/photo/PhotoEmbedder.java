package io.github.facenet4j.facenet.photo;

import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.detect.FaceNotFoundException;
import io.github.facenet4j.facenet.image.ImageException;
import io.github.facenet4j.facenet.image.ImageWorkers;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Embeds the faces of any number of photographs: while the device computes a batch of faces,
 * processor threads read, decode, detect and align the next photographs. Memory is bounded by the
 * photographs that are decoded at a time and the crops that wait.
 */
public final class PhotoEmbedder {
  /** Photographs in the making, in batches of faces. */
  private static final int BATCHES_AHEAD = 3;

  private final Network network;
  private final MemoryScope scope;
  private final FaceCropper cropper;
  private final EmbeddingCache cache;
  private final int batchSize;

  /** A photograph whose faces are cut out, or known already, or that failed. */
  private static final class Waiting {
    private final @Nullable PhotoFaces known;
    private final Path photo;
    private final String hash;
    private final List<CroppedFace> crops;
    private final List<EmbeddedFace> done = new ArrayList<>();

    private Waiting(PhotoFaces known) {
      this.known = known;
      this.photo = known.photo();
      this.hash = known.contentHash();
      this.crops = List.of();
    }

    private Waiting(Path photo, String hash, List<CroppedFace> crops) {
      this.known = null;
      this.photo = photo;
      this.hash = hash;
      this.crops = crops;
    }

    boolean isComplete() {
      return known != null || done.size() == crops.size();
    }

    PhotoFaces result() {
      return known == null ? new PhotoFaces(photo, hash, done, Optional.empty()) : known;
    }
  }

  /**
   * An embedder.
   *
   * @param network bound, for inference
   * @param scope on the network's device
   * @param cropper cuts out the faces
   * @param cache what is known already is not computed again
   * @param batchSize faces embedded at a time
   */
  public PhotoEmbedder(
      Network network,
      MemoryScope scope,
      FaceCropper cropper,
      EmbeddingCache cache,
      int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("A batch needs at least 1 face, got " + batchSize);
    }
    this.network = network;
    this.scope = scope;
    this.cropper = cropper;
    this.cache = cache;
    this.batchSize = batchSize;
  }

  /**
   * Embeds all photographs.
   *
   * @param photos taken as they are needed
   * @param sink gets the results in the order of the photographs, in this thread
   */
  public void run(Iterator<Path> photos, Consumer<PhotoFaces> sink) {
    try (ImageWorkers workers = new ImageWorkers();
        FaceBatches batches = new FaceBatches(network, scope, batchSize)) {
      Deque<Future<Waiting>> ahead = new ArrayDeque<>();
      Deque<Waiting> waiting = new ArrayDeque<>();
      while (photos.hasNext() || !ahead.isEmpty()) {
        while (photos.hasNext() && ahead.size() < BATCHES_AHEAD * batchSize) {
          Path photo = photos.next();
          ahead.add(workers.submit(() -> prepared(photo)));
        }
        Waiting next = ImageWorkers.await(ahead.remove());
        waiting.add(next);
        next.crops.forEach(face -> batches.add(face, next.done::add));
        deliver(waiting, sink);
      }
      batches.finish();
      deliver(waiting, sink);
    }
  }

  private Waiting prepared(Path photo) {
    String hash = "";
    try {
      hash = ContentHash.of(photo);
      Optional<List<EmbeddedFace>> known = cache.find(hash);
      if (known.isPresent()) {
        return new Waiting(new PhotoFaces(photo, hash, known.get(), Optional.empty()));
      }
      return new Waiting(photo, hash, cropper.crop(photo));
    } catch (ImageException | FaceNotFoundException | DatasetException unusable) {
      return new Waiting(PhotoFaces.failed(photo, hash, unusable.getMessage()));
    } catch (IOException unreadable) {
      return new Waiting(
          PhotoFaces.failed(photo, hash, "'" + photo + "' cannot be read (" + unreadable + ")"));
    } catch (OutOfMemoryError full) {
      return new Waiting(
          PhotoFaces.failed(
              photo, hash, "'" + photo + "' does not fit in memory (" + full.getMessage() + ")"));
    }
  }

  private void deliver(Deque<Waiting> waiting, Consumer<PhotoFaces> sink) {
    while (!waiting.isEmpty() && waiting.element().isComplete()) {
      Waiting done = waiting.remove();
      PhotoFaces result = done.result();
      if (done.known == null) {
        cache.put(result.contentHash(), result.faces());
      }
      sink.accept(result);
    }
  }
}
