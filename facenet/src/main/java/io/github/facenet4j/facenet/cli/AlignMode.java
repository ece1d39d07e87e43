package io.github.facenet4j.facenet.cli;

/** How a crop comes out of an image file. */
enum AlignMode {
  /** By the five points of its face. */
  LANDMARKS,
  /** By the box of its face alone. */
  BOX,
  /** The file is an aligned crop of the network's size already. */
  NONE
}
