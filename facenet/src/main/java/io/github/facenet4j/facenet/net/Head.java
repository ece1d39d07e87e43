package io.github.facenet4j.facenet.net;

/** What follows the last trunk layer. */
public enum Head {
  /** The network itself scales every embedding to length 1. */
  UNIT,
  /** The embedding leaves the network as the trunk made it; whoever compares normalises. */
  RAW
}
