package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.PhotoFolder;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.photo.EmbeddingCache;
import io.github.facenet4j.facenet.photo.EmbeddingFile;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.facenet.photo.PhotoEmbedder;
import io.github.facenet4j.facenet.photo.PhotoFaces;
import io.github.facenet4j.facenet.photo.Shard;
import io.github.facenet4j.tensor.MemoryScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Embeds very many photographs into a file that grows as they are done. */
final class BulkEmbedding {
  private static final double NANOS = 1e9;

  /** What a power failure may cost; more often would cost more in waiting for the disk. */
  private static final long FLUSH_NANOS = 2_000_000_000L;

  private final Verb verb;
  private final EmbeddingFile file;
  private final int batch;
  private final List<String> failures = new ArrayList<>();
  private int done;
  private long flushed = System.nanoTime();

  BulkEmbedding(Verb verb, EmbeddingFile file, int batch) {
    this.verb = verb;
    this.file = file;
    this.batch = batch;
  }

  /** Embeds what is not in the file yet. */
  void run(
      List<Path> paths,
      Shard shard,
      Network network,
      MemoryScope scope,
      FaceCropper cropper,
      Progress progress)
      throws IOException {
    List<Path> mine =
        PhotoFolder.list(paths).stream().filter(photo -> shard.holds(photo.toString())).toList();
    List<Path> missing =
        mine.stream().filter(photo -> !file.paths().contains(photo.toString())).toList();
    int known = mine.size() - missing.size();
    if (known > 0) {
      verb.say("facenet: " + known + " of " + mine.size() + " photographs are in the file already");
    }
    long start = System.nanoTime();
    try (Progress.Bar bar = progress.start(verb, "embed", mine.size())) {
      bar.startAt(known);
      new PhotoEmbedder(network, scope, cropper, EmbeddingCache.none(), batch)
          .run(
              missing.iterator(),
              photo -> {
                bar.add(1);
                take(photo);
              });
    } catch (UncheckedIOException full) {
      throw full.getCause();
    }
    file.flush();
    double seconds = (System.nanoTime() - start) / NANOS;
    failures.forEach(failure -> verb.say("facenet embed: " + failure));
    verb.say(
        "facenet: %d embedded in %.1f s (%.1f a second), %d could not be used"
            .formatted(done, seconds, done / seconds, failures.size()));
  }

  private void take(PhotoFaces photo) {
    if (photo.failure().isPresent()) {
      failures.add(photo.failure().get());
      return;
    }
    try {
      file.add(photo.photo().toString(), photo.faces().get(0).embedding());
      done++;
      if (System.nanoTime() - flushed > FLUSH_NANOS) {
        file.flush();
        flushed = System.nanoTime();
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
