package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;

/**
 * Tiles of Winograd's algorithm on GPUs in chunks whose two matrices fit the memory for them: at
 * most {@value #BUDGET} bytes together, a sixteenth of the device, and the largest buffer each.
 *
 * @param tiles of all images
 * @param perChunk tiles of a chunk, a multiple of the step; the last one may have fewer
 * @param count chunks
 */
record TileChunks(int tiles, int perChunk, int count) {
  /**
   * A compromise: memory that a training step of a large batch can spare, and chunks of some
   * thousand tiles, which occupy a large GPU.
   */
  static final long BUDGET = 256L << 20;

  /**
   * Chunks of about the same size.
   *
   * @param one floats of a tile in one of the matrices
   * @param other in the other one
   * @param step of which a chunk is a multiple; one step is taken even where it does not fit
   */
  static TileChunks of(DeviceLimits limits, int tiles, long one, long other, int step) {
    long budget = Math.min(BUDGET, limits.globalMemoryBytes() / 16) / Float.BYTES;
    long largest = Math.min(limits.maxAllocationBytes() / Float.BYTES, Elements.MOST);
    long fitting = Math.min(budget / (one + other), largest / Math.max(one, other));
    int most = (int) Math.max(1, Math.min(fitting, tiles) / step) * step;
    int evened = blocks(tiles, blocks(tiles, most));
    int perChunk = blocks(evened, step) * step;
    return new TileChunks(tiles, perChunk, blocks(tiles, perChunk));
  }

  /** First tile of a chunk. */
  int first(int chunk) {
    return chunk * perChunk;
  }

  /** Tiles of a chunk. */
  int size(int chunk) {
    return Math.min(perChunk, tiles - first(chunk));
  }

  /** Tiles of the largest chunk. */
  int largest() {
    return size(0);
  }
}
