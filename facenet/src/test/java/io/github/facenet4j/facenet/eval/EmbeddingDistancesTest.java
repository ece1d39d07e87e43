package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.image.RgbImage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingDistancesTest {
  private static final Path A = Path.of("a.jpg");
  private static final Path B = Path.of("b.jpg");
  private static final Path C = Path.of("c.jpg");
  private static final List<FacePair> PAIRS =
      List.of(new FacePair(1, PairKind.SAME, A, B), new FacePair(2, PairKind.DIFFERENT, C, A));

  private static final Map<Path, float[]> EMBEDDINGS =
      Map.of(A, new float[] {3, 0}, B, new float[] {0, 0.5f}, C, new float[] {-7, 0});

  @Test
  void listsEveryImageOnce() {
    assertEquals(List.of(A, B, C), EmbeddingDistances.images(PAIRS));
  }

  /** Right angle: 2. Opposite: 4. Lengths do not matter. */
  @Test
  void comparesDirections() {
    PairDistances distances = EmbeddingDistances.of(PAIRS, EMBEDDINGS);
    assertEquals(2, distances.distance(0), 1e-12);
    assertEquals(4, distances.distance(1), 1e-12);
    assertEquals(2, distances.fold(1));
    assertEquals(PairKind.DIFFERENT, distances.kind(1));
  }

  private static String failure(Path image, float... embedding) {
    Map<Path, float[]> embeddings = new HashMap<>(EMBEDDINGS);
    embeddings.put(image, embedding);
    return assertThrows(
            IllegalArgumentException.class, () -> EmbeddingDistances.of(PAIRS, embeddings))
        .getMessage();
  }

  @Test
  void namesTheImageWhoseEmbeddingIsUnusable() {
    assertTrue(failure(B, Float.NaN, 1).contains("'b.jpg' has the squared length NaN"));
    assertTrue(failure(C, 0, 0).contains("'c.jpg' has the squared length 0.0"));
    assertTrue(failure(C, Float.POSITIVE_INFINITY, 0).contains("'c.jpg'"));
    assertTrue(failure(B, 1, 2, 3).contains("2 for 'a.jpg' and 3 for 'b.jpg'"));
    String missing =
        assertThrows(
                IllegalArgumentException.class,
                () -> EmbeddingDistances.of(PAIRS, Map.of(A, new float[] {1})))
            .getMessage();
    assertTrue(missing.contains("'b.jpg'"), missing);
  }

  /** Red and black differ by 1 in every third sample, so do red and magenta. */
  @Test
  void rawPixelsAreTheMeanSquaredDifference() {
    Map<Path, RgbImage> crops =
        Map.of(
            A, RgbImage.filled(64, 80, 255, 0, 0),
            B, RgbImage.filled(64, 80, 0, 0, 0),
            C, RgbImage.filled(64, 80, 255, 0, 255));
    PairDistances distances = RawPixelBaseline.distances(PAIRS, crops::get);
    assertEquals(1 / 3.0, distances.distance(0), 1e-12);
    assertEquals(1 / 3.0, distances.distance(1), 1e-12);
  }
}
