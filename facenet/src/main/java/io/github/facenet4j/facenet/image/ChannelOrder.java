package io.github.facenet4j.facenet.image;

/** Order of the three colour channels in an array of samples. */
public enum ChannelOrder {
  /** Red first. */
  RGB,
  /** Blue first. */
  BGR
}
