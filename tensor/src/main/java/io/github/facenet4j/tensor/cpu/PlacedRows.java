package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.PlaceSpec;

/**
 * The rows of a map inside a larger one, as runs of rows at equal distances: all of them where the
 * map has every pixel of the larger one, else its pixels side by side.
 */
record PlacedRows(PlaceSpec place) {

  /** Some rows at equal distances. */
  interface Run {
    /**
     * Does something with them.
     *
     * @param row first of them, counted in the part
     * @param count how many
     * @param offset of the first in the whole; the others follow {@link #step} apart
     */
    void accept(int row, int count, int offset);
  }

  /** Values from one row of a run to the next, in the whole. */
  int step() {
    return place.whole().c();
  }

  /** Calls the body for the runs that rows from … to−1 consist of, in order. */
  void forEachRun(int from, int to, Run body) {
    int longest = place.hasAllPixels() ? to : place.part().w();
    for (int row = from; row < to; ) {
      int count = Math.min(to, (row / longest + 1) * longest) - row;
      body.accept(row, count, place.offset(row));
      row += count;
    }
  }
}
