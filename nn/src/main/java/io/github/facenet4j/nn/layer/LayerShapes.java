package io.github.facenet4j.nn.layer;

import io.github.facenet4j.tensor.Shape;

/** Checks of input shapes; a message names the layer, what was expected and what came. */
final class LayerShapes {
  private LayerShapes() {}

  static void requireMap(String layer, Shape found) {
    if (found.rank() != 4) {
      throw new IllegalArgumentException(
          layer + ": input must be a map NxHxWxC, got " + found + "; put it before any Flatten");
    }
  }

  static void requireMap(String layer, Shape found, int channels) {
    if (found.rank() != 4 || found.c() != channels) {
      throw new IllegalArgumentException(
          layer + ": input must be NxHxWx" + channels + ", got " + found);
    }
  }

  static void requireChannels(String layer, Shape found, int channels) {
    if (found.rank() < 2 || found.dim(-1) != channels) {
      throw new IllegalArgumentException(
          layer + ": innermost dimension must be " + channels + ", got " + found);
    }
  }
}
