package io.github.facenet4j.facenet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EmbeddingsTest {

  @Test
  void unitScalesToLengthOne() {
    assertArrayEquals(new float[] {0.6f, -0.8f}, Embeddings.unit(new float[] {3, -4}));
    // Squares of these leave the range of single precision.
    assertArrayEquals(new float[] {0.6f, 0.8f}, Embeddings.unit(new float[] {3e30f, 4e30f}), 1e-7f);
    assertArrayEquals(
        new float[] {0.6f, 0.8f}, Embeddings.unit(new float[] {3e-30f, 4e-30f}), 1e-7f);
  }

  @Test
  void unitOfZeroIsZero() {
    assertArrayEquals(new float[2], Embeddings.unit(new float[2]));
  }

  @Test
  void distanceIsTheSumOfSquaredDifferences() {
    assertEquals(13, Embeddings.squaredDistance(new float[] {1, 2}, new float[] {3, -1}));
    assertEquals(4, Embeddings.squaredDistance(new float[] {1, 0}, new float[] {-1, 0}));
  }

  @Test
  void vectorsOfDifferentNetworksAreRefused() {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Embeddings.squaredDistance(new float[2], new float[3]));

    assertTrue(refused.getMessage().contains("2 and 3"), refused.getMessage());
  }
}
