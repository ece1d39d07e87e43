package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.image.Alignment;

/** How a crop comes out of an image file. */
enum AlignMode {
  /** By the five points of its face. */
  LANDMARKS,
  /** By the box of its face alone. */
  BOX,
  /** The file is an aligned crop of the network's size already. */
  NONE;

  /** What of a found face decides; not to be asked for crops. */
  Alignment alignment() {
    return switch (this) {
      case LANDMARKS -> Alignment.LANDMARKS;
      case BOX -> Alignment.BOX;
      case NONE -> throw new IllegalStateException("Aligned crops are not cut out");
    };
  }
}
