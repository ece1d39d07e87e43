package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Arrays;

/** Tiles that reach beyond their map, copied with zeros where the map has nothing. */
final class PaddedTile {
  private PaddedTile() {}

  /**
   * The side×side pixels from row i and column j on of image n.
   *
   * @param map [N, height, width, channels]
   * @return [side, side, channels], in {@link Use#PADDED}
   */
  static float[] copy(
      Scratch scratch,
      float[] map,
      int height,
      int width,
      int channels,
      int n,
      int i,
      int j,
      int side) {
    int pitch = side * channels;
    float[] copy = scratch.floats(Use.PADDED, side * pitch);
    int from = Math.max(0, -j) * channels;
    int to = Math.max(from, Math.min(side, width - j) * channels);
    for (int row = 0; row < side; row++) {
      int start = row * pitch;
      if (i + row < 0 || i + row >= height) {
        Arrays.fill(copy, start, start + pitch, 0f);
        continue;
      }
      Arrays.fill(copy, start, start + from, 0f);
      int source = ((n * height + i + row) * width + j) * channels;
      System.arraycopy(map, source + from, copy, start + from, to - from);
      Arrays.fill(copy, start + to, start + pitch, 0f);
    }
    return copy;
  }
}
