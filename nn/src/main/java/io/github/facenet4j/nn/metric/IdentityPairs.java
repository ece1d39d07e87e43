package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.Arrays;

/**
 * Who is who in a batch: the labels and all ordered pairs (a,p), a ≠ p, of the same identity.
 *
 * <p>Known from the labels alone, so it is made on the host and copied once per batch: B labels,
 * B+1 starts, T positives. The pairs of anchor a are the slots {@code pairStart[a] …
 * pairStart[a+1]−1}, in order of p.
 */
public final class IdentityPairs {
  private final int batch;
  private final int count;
  private final int[] identities;
  private final Tensor labels;
  private final Tensor pairStart;
  private final Tensor pairPositive;

  private IdentityPairs(
      int[] identities, int count, Tensor labels, Tensor pairStart, Tensor pairPositive) {
    this.batch = identities.length;
    this.identities = identities;
    this.count = count;
    this.labels = labels;
    this.pairStart = pairStart;
    this.pairPositive = pairPositive;
  }

  /**
   * The pairs of these labels.
   *
   * @param labels identity of each face of the batch; at least one face
   */
  public static IdentityPairs of(MemoryScope scope, int... labels) {
    int batch = labels.length;
    if (batch == 0) {
      throw new IllegalArgumentException("A batch needs at least one face, got no labels");
    }
    int[] start = new int[batch + 1];
    int[] positive = new int[16];
    int count = 0;
    for (int a = 0; a < batch; a++) {
      for (int p = 0; p < batch; p++) {
        if (p != a && labels[p] == labels[a]) {
          if (count == positive.length) {
            positive = Arrays.copyOf(positive, 2 * count);
          }
          positive[count++] = p;
        }
      }
      start[a + 1] = count;
    }
    Tensor pairPositive =
        count == 0 ? null : scope.ints(Shape.of(count), Arrays.copyOf(positive, count));
    return new IdentityPairs(
        labels.clone(),
        count,
        scope.ints(Shape.of(batch), labels),
        scope.ints(Shape.of(batch + 1), start),
        pairPositive);
  }

  /** B, faces in the batch. */
  public int batch() {
    return batch;
  }

  /** T, ordered pairs; 0 when every face is of a person of its own. */
  public int count() {
    return count;
  }

  /** The labels on the host, for rules that need no distances. */
  int[] identities() {
    return identities;
  }

  /** int32 [B]. */
  public Tensor labels() {
    return labels;
  }

  /** int32 [B+1]. */
  public Tensor pairStart() {
    return pairStart;
  }

  /** int32 [T], or null when there are no pairs. */
  public Tensor pairPositive() {
    return pairPositive;
  }
}
