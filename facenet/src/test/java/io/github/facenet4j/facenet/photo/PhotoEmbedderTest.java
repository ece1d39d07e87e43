package io.github.facenet4j.facenet.photo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.detect.FaceNotFoundException;
import io.github.facenet4j.facenet.image.ImageException;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photographs whose number of faces their names say: each face is noise that follows from both. */
class PhotoEmbedderTest {
  private static final int BATCH = 4;

  @TempDir private Path folder;
  private Backend backend;
  private MemoryScope scope;
  private Network network;

  @BeforeEach
  void open() {
    backend = Backends.require("cpu");
    scope = MemoryScope.root(backend, "test");
    network = Network.of(Architectures.named(TinyModels.NAME));
    network.bind(scope, 5);
  }

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  private RgbImage face(int photo, int number) {
    int side = network.input().width();
    return TinyModels.noise(side, side, new SplittableRandom(1000L * photo + number));
  }

  /** Names are {@code <number>-<faces>}; 0 faces are none that were found, −1 is no image. */
  private final FaceCropper cropper =
      new FaceCropper() {
        @Override
        public List<CroppedFace> crop(RgbImage photo, String name) {
          throw new AssertionError("asked by file");
        }

        @Override
        public List<CroppedFace> crop(Path file) {
          String[] parts = file.getFileName().toString().split("_");
          int faces = Integer.parseInt(parts[1]);
          if (faces == 0) {
            throw new FaceNotFoundException("No face was found in " + parts[0]);
          }
          if (faces < 0) {
            throw new ImageException(parts[0] + " is no image");
          }
          int photo = Integer.parseInt(parts[0]);
          return IntStream.range(0, faces)
              .mapToObj(i -> new CroppedFace(Optional.empty(), face(photo, i)))
              .toList();
        }
      };

  private Path photo(int number, int faces) {
    try {
      return Files.writeString(folder.resolve(number + "_" + faces), "photo " + number);
    } catch (IOException unwritable) {
      throw new AssertionError(unwritable);
    }
  }

  private List<PhotoFaces> run(List<Path> photos, EmbeddingCache cache) {
    List<PhotoFaces> results = new ArrayList<>();
    new PhotoEmbedder(network, scope, cropper, cache, BATCH).run(photos.iterator(), results::add);
    return results;
  }

  @Test
  void everyFaceComesWithItsPhotoInOrderWhateverTheBatches() {
    int[] faces = {1, 3, 0, 9, 1, 1, -1, 2, 5, 1, 1};
    List<Path> photos = IntStream.range(0, faces.length).mapToObj(i -> photo(i, faces[i])).toList();
    List<PhotoFaces> results = run(photos, EmbeddingCache.none());

    assertEquals(photos, results.stream().map(PhotoFaces::photo).toList());
    for (int i = 0; i < faces.length; i++) {
      PhotoFaces result = results.get(i);
      assertEquals(Math.max(0, faces[i]), result.faces().size());
      assertEquals(faces[i] <= 0, result.failure().isPresent());
      for (int f = 0; f < result.faces().size(); f++) {
        float[] alone =
            Embeddings.unit(network.embed(scope, 1, network.input().toBatch(List.of(face(i, f)))));
        assertArrayEquals(alone, result.faces().get(f).embedding(), 1e-5f);
      }
    }
    assertEquals("No face was found in 2", results.get(2).failure().orElseThrow());
    assertEquals("6 is no image", results.get(6).failure().orElseThrow());
  }

  @Test
  void aFileThatIsGoneIsAFailureOfItsOwn() {
    List<PhotoFaces> results =
        run(List.of(folder.resolve("missing"), photo(1, 1)), EmbeddingCache.none());
    assertTrue(results.get(0).failure().orElseThrow().contains("cannot be read"));
    assertEquals(1, results.get(1).faces().size());
  }

  @Test
  void whatIsKnownIsNotCutOutAgain() throws IOException {
    List<Path> photos = List.of(photo(1, 2), photo(2, 1));
    try (EmbeddingCache cache = EmbeddingCache.open(folder.resolve("cache"), "way")) {
      run(photos, cache);
      AtomicInteger asked = new AtomicInteger();
      FaceCropper counting =
          (image, name) -> {
            asked.incrementAndGet();
            return List.of();
          };
      List<PhotoFaces> again = new ArrayList<>();
      new PhotoEmbedder(network, scope, counting, cache, BATCH).run(photos.iterator(), again::add);
      assertEquals(0, asked.get());
      assertEquals(2, again.get(0).faces().size());
    }
  }

  /** Of a million photographs only those that are due are asked for. */
  @Test
  void photographsAreTakenAsTheyAreNeeded() {
    AtomicInteger taken = new AtomicInteger();
    Path one = photo(1, 1);
    Iterator<Path> endless =
        IntStream.iterate(0, i -> i + 1)
            .peek(i -> taken.incrementAndGet())
            .mapToObj(i -> one)
            .iterator();
    AtomicInteger done = new AtomicInteger();
    PhotoEmbedder embedder =
        new PhotoEmbedder(network, scope, cropper, EmbeddingCache.none(), BATCH);
    assertThrows(
        IllegalStateException.class,
        () ->
            embedder.run(
                endless,
                result -> {
                  if (done.incrementAndGet() == 50) {
                    throw new IllegalStateException("enough");
                  }
                }));
    assertTrue(taken.get() <= 50 + 5 * BATCH, taken + " taken for 50 results");
  }

  @Test
  void aBatchHasAFace() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new PhotoEmbedder(network, scope, cropper, EmbeddingCache.none(), 0));
  }
}
