package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A batch in which all people have as many faces, in order; what is left over has no pairs.
 *
 * @param batch B
 * @param faces of each person, at least 1
 */
record EvenGroups(int batch, int faces) {

  /** About as many pairs as were asked for. */
  static EvenGroups of(int batch, int askedBatch, int askedPairs) {
    int faces = Math.max(2, Math.round((float) askedPairs / askedBatch) + 1);
    return new EvenGroups(batch, Math.min(batch, faces));
  }

  /** T, at least 1: a batch without pairs has a slot that nobody owns. */
  int pairs() {
    return Math.max(1, paired() * (faces - 1));
  }

  /** Faces that have pairs. */
  private int paired() {
    return batch / faces * faces;
  }

  /** Identity of a face. */
  int person(int face) {
    return face / faces;
  }

  /** int32 [B]. */
  Tensor labels(MemoryScope scope) {
    return scope.ints(Shape.of(batch), IntStream.range(0, batch).map(this::person).toArray());
  }

  /** int32 [B+1]. */
  Tensor pairStart(MemoryScope scope) {
    int paired = paired();
    return scope.ints(
        Shape.of(batch + 1),
        IntStream.rangeClosed(0, batch).map(a -> Math.min(a, paired) * (faces - 1)).toArray());
  }

  /** The positives of all pairs, in the order of their slots. */
  int[] positives() {
    int[] positives = new int[pairs()];
    int slot = 0;
    for (int a = 0; a < paired() && faces > 1; a++) {
      for (int p = person(a) * faces; p < (person(a) + 1) * faces; p++) {
        if (p != a) {
          positives[slot++] = p;
        }
      }
    }
    return positives;
  }
}
