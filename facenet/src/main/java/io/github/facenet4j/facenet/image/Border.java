package io.github.facenet4j.facenet.image;

/** What a sampler reads where a position lies outside the image. */
public enum Border {
  /** Black: the rule of the alignment recipe. */
  ZERO,
  /** The image mirrored about its edge, the edge pixel twice: …2 1 0 | 0 1 2…. */
  REFLECT
}
