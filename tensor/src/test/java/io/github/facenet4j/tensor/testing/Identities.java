package io.github.facenet4j.tensor.testing;

import java.util.Arrays;

/**
 * Faces of a batch and their ordered pairs (a,p), a ≠ p, of the same identity.
 *
 * @param name for messages
 * @param labels identity of each face
 * @param pairStart first pair of each anchor, and the number of pairs at the end
 * @param pairPositive positive of each pair
 */
record Identities(String name, int[] labels, int[] pairStart, int[] pairPositive) {

  static Identities of(String name, int... labels) {
    int[] start = new int[labels.length + 1];
    int[] positives = new int[labels.length * labels.length];
    int pairs = 0;
    for (int a = 0; a < labels.length; a++) {
      start[a] = pairs;
      for (int p = 0; p < labels.length; p++) {
        if (p != a && labels[p] == labels[a]) {
          positives[pairs++] = p;
        }
      }
    }
    start[labels.length] = pairs;
    return new Identities(name, labels, start, Arrays.copyOf(positives, pairs));
  }

  /** P identities with K faces each. */
  static Identities even(String name, int identities, int faces) {
    return even(name, identities, faces, 0);
  }

  /** P identities with K faces each, then faces whose identity occurs once: negatives only. */
  static Identities even(String name, int identities, int faces, int loners) {
    int[] labels = new int[identities * faces + loners];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i < identities * faces ? i / faces : 1000 + i;
    }
    return of(name, labels);
  }

  int batch() {
    return labels.length;
  }

  int pairs() {
    return pairPositive.length;
  }

  @Override
  public String toString() {
    return name;
  }
}
