package io.github.facenet4j.facenet.cluster;

import io.github.facenet4j.facenet.Embeddings;
import java.util.List;

/** Embeddings of length 1, one after the other. */
public final class FaceVectors {
  private final int size;
  private final int width;
  private final float[] values;

  private FaceVectors(int size, int width, float[] values) {
    this.size = size;
    this.width = width;
    this.values = values;
  }

  /**
   * Copies embeddings.
   *
   * @param embeddings of one length
   * @throws IllegalArgumentException when one has another length, or is not of length 1
   * @throws ArithmeticException for more than 2³¹ numbers
   */
  public static FaceVectors of(List<float[]> embeddings) {
    int width = embeddings.isEmpty() ? 1 : embeddings.get(0).length;
    float[] values = new float[Math.multiplyExact(embeddings.size(), width)];
    for (int i = 0; i < embeddings.size(); i++) {
      float[] embedding = embeddings.get(i);
      if (embedding.length != width || !Embeddings.isUnit(embedding)) {
        throw new IllegalArgumentException(
            "Faces to cluster need embeddings of length 1 and "
                + width
                + " numbers, number "
                + i
                + " is none");
      }
      System.arraycopy(embedding, 0, values, i * width, width);
    }
    return new FaceVectors(embeddings.size(), width, values);
  }

  /** Number of faces. */
  public int size() {
    return size;
  }

  /** Numbers of one embedding. */
  public int width() {
    return width;
  }

  /** The numbers themselves, row by row, for this package's loops, which only read them. */
  float[] values() {
    return values;
  }
}
