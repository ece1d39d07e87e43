package io.github.facenet4j.facenet.data;

import java.nio.file.Path;

/**
 * Two face images of a verification protocol.
 *
 * @param fold part of the protocol the pair belongs to, from 1
 * @param kind whether one person is shown
 * @param first image file
 * @param second image file
 */
public record FacePair(int fold, PairKind kind, Path first, Path second) {

  /** Checks the fold number. */
  public FacePair {
    if (fold < 1) {
      throw new IllegalArgumentException("Folds are numbered from 1, got " + fold);
    }
  }
}
