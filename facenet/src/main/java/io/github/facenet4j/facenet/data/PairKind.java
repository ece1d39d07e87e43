package io.github.facenet4j.facenet.data;

/** What is true of a pair of face images. */
public enum PairKind {
  /** Both show one person. */
  SAME,
  /** They show two people. */
  DIFFERENT
}
