package io.github.facenet4j.facenet.photo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceLandmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingCacheTest {
  private static final FaceLandmarks POINTS = FaceLandmarks.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  @TempDir private Path folder;

  private static List<EmbeddedFace> faces(float first) {
    DetectedFace place = new DetectedFace(1.5, 2, 30, 40, 0.99, POINTS);
    return List.of(
        new EmbeddedFace(Optional.of(place), new float[] {first, 1}),
        new EmbeddedFace(Optional.empty(), new float[] {0, first}));
  }

  private void fill() throws IOException {
    try (EmbeddingCache cache = EmbeddingCache.open(folder, "model 1")) {
      for (int i = 0; i < 5; i++) {
        cache.put("hash" + i, faces(i));
      }
      cache.put("none", List.of());
    }
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void facesAreFoundAgainWithTheirPlaces() throws IOException {
    fill();
    try (EmbeddingCache cache = EmbeddingCache.open(folder, "model 1")) {
      assertEquals(6, cache.size());
      List<EmbeddedFace> found = cache.find("hash3").orElseThrow();
      assertEquals(faces(3).get(0).place(), found.get(0).place());
      assertArrayEquals(new float[] {3, 1}, found.get(0).embedding());
      assertTrue(found.get(1).place().isEmpty());
      assertEquals(List.of(), cache.find("none").orElseThrow());
      assertTrue(cache.find("other").isEmpty());
    }
  }

  @Test
  void anotherModelKnowsNothing() throws IOException {
    fill();
    try (EmbeddingCache cache = EmbeddingCache.open(folder, "model 2")) {
      assertEquals(0, cache.size());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 0.5, 0.8, 0.99})
  void whatIsTornOrDamagedIsForgottenAndWrittenAnew(double place) throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(file());
    byte[] torn = Arrays.copyOf(whole, (int) (whole.length * place));
    Files.write(file(), torn);
    int left;
    try (EmbeddingCache cache = EmbeddingCache.open(folder, "model 1")) {
      left = cache.size();
      assertTrue(left < 6);
      IntStream.range(0, 5).forEach(i -> cache.put("hash" + i, faces(i)));
      cache.put("none", List.of());
    }
    assertArrayEquals(whole, Files.readAllBytes(file()));
    byte[] flipped = whole.clone();
    flipped[(int) (whole.length * place)] ^= 16;
    Files.write(file(), flipped);
    try (EmbeddingCache cache = EmbeddingCache.open(folder, "model 1")) {
      assertTrue(cache.size() < 6);
      for (int i = 0; i < 5; i++) {
        int number = i;
        cache
            .find("hash" + i)
            .ifPresent(
                found -> assertArrayEquals(new float[] {number, 1}, found.get(0).embedding()));
      }
    }
  }

  @Test
  void oneProcessAppendsAndTheOthersKeepTheirsToThemselves() throws IOException {
    fill();
    try (EmbeddingCache first = EmbeddingCache.open(folder, "model 1");
        EmbeddingCache second = EmbeddingCache.open(folder, "model 1")) {
      second.put("second", faces(7));
      assertTrue(second.find("second").isPresent());
      first.put("first", faces(8));
    }
    try (EmbeddingCache cache = EmbeddingCache.open(folder, "model 1")) {
      assertTrue(cache.find("first").isPresent());
      assertTrue(cache.find("second").isEmpty());
    }
  }

  @Test
  void shardsAreDisjointEvenAndTogetherAll() {
    int[] counts = new int[7];
    for (int i = 0; i < 7000; i++) {
      String name = "folder/%05d.jpg".formatted(i);
      int holders = 0;
      for (int s = 1; s <= 7; s++) {
        if (new Shard(s, 7).holds(name)) {
          holders++;
          counts[s - 1]++;
        }
      }
      assertEquals(1, holders, name);
      assertTrue(Shard.WHOLE.holds(name));
    }
    for (int count : counts) {
      assertTrue(count > 850 && count < 1150, Arrays.toString(counts));
    }
    assertEquals(new Shard(2, 8), Shard.parse("2/8"));
    for (String wrong : new String[] {"0/3", "4/3", "1/0", "x", "1/2/3", "-1/2", ""}) {
      assertThrows(IllegalArgumentException.class, () -> Shard.parse(wrong), wrong);
    }
  }
}
