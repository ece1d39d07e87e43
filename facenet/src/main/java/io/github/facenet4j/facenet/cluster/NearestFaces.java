package io.github.facenet4j.facenet.cluster;

import io.github.facenet4j.tensor.spi.RowDots;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The nearest other faces of every face, exactly: blocks of rows, which stay in a processor's
 * cache, against all faces, on all processors. Memory is that of the result.
 */
final class NearestFaces {
  /** Embeddings of 128 numbers then take half a typical second-level cache. */
  private static final int ROWS_OF_A_BLOCK = 512;

  private NearestFaces() {}

  /**
   * For every face the numbers of at most {@code count} others with a smaller squared distance than
   * {@code limit}, in no order.
   */
  static int[][] of(FaceVectors faces, int count, double limit) {
    int blocks = (faces.size() + ROWS_OF_A_BLOCK - 1) / ROWS_OF_A_BLOCK;
    int[][] nearest = new int[faces.size()][];
    RowDots dots = RowDots.fastest();
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              int first = block * ROWS_OF_A_BLOCK;
              int rows = Math.min(ROWS_OF_A_BLOCK, faces.size() - first);
              float least = (float) (1 - limit / 2);
              Best[] best = new Best[rows];
              for (int i = 0; i < rows; i++) {
                best[i] = new Best(count, least);
              }
              float[] products = new float[rows];
              for (int other = 0; other < faces.size(); other++) {
                dots.of(
                    faces.values(),
                    first * faces.width(),
                    faces.width(),
                    faces.values(),
                    other * faces.width(),
                    products,
                    rows);
                for (int i = 0; i < rows; i++) {
                  if (products[i] > best[i].least && first + i != other) {
                    best[i].add(products[i], other);
                  }
                }
              }
              for (int i = 0; i < rows; i++) {
                nearest[first + i] = Arrays.copyOf(best[i].faces, best[i].size);
              }
            });
    return nearest;
  }

  /** The largest products so far: a heap with the least of them on top. */
  private static final class Best {
    private final float[] products;
    private final int[] faces;
    private int size;
    private float least;

    Best(int count, float least) {
      this.products = new float[count];
      this.faces = new int[count];
      this.least = least;
    }

    void add(float product, int face) {
      if (size < products.length) {
        siftUp(product, face, size++);
      } else {
        siftDown(product, face);
      }
      if (size == products.length) {
        least = products[0];
      }
    }

    private void siftUp(float product, int face, int from) {
      int at = from;
      while (at > 0 && products[(at - 1) / 2] > product) {
        products[at] = products[(at - 1) / 2];
        faces[at] = faces[(at - 1) / 2];
        at = (at - 1) / 2;
      }
      products[at] = product;
      faces[at] = face;
    }

    private void siftDown(float product, int face) {
      int at = 0;
      for (int child = 1; child < size; child = 2 * at + 1) {
        child += child + 1 < size && products[child + 1] < products[child] ? 1 : 0;
        if (products[child] >= product) {
          break;
        }
        products[at] = products[child];
        faces[at] = faces[child];
        at = child;
      }
      products[at] = product;
      faces[at] = face;
    }
  }
}
