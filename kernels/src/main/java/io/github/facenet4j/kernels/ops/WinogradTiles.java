package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.tensor.spi.Conv2dSpec;

/**
 * The tiles of result pixels that Winograd's F(side×side, 3×3) computes at once.
 *
 * @param side of a tile
 * @param down tiles in a column of an image
 * @param across tiles in a row of an image
 * @param count tiles of all images
 */
record WinogradTiles(int side, int down, int across, int count) {

  /** The tiles over a grid of result pixels. */
  static WinogradTiles of(int side, ConvGeometry geometry) {
    return of(side, geometry.images(), geometry.gridHeight(), geometry.gridWidth());
  }

  /** The tiles over dy. */
  static WinogradTiles of(int side, Conv2dSpec spec) {
    return of(side, spec.batch(), spec.outHeight(), spec.outWidth());
  }

  private static WinogradTiles of(int side, int images, int height, int width) {
    int down = blocks(height, side);
    int across = blocks(width, side);
    return new WinogradTiles(side, down, across, images * down * across);
  }

  /** Products of a tile and pair of channels. */
  int values() {
    return (side + 2) * (side + 2);
  }

  /**
   * Kernels' {@code int4 tiles}.
   *
   * @param end behind the last tile that a launch takes
   * @param last number, which means what the kernel says
   */
  int[] argument(int end, int last) {
    return new int[] {down, across, end, last};
  }
}
