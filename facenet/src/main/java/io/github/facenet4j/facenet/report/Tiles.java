package io.github.facenet4j.facenet.report;

import java.util.List;

/**
 * The few figures that a reader came for, in large type.
 *
 * @param tiles in reading order
 */
public record Tiles(List<Tile> tiles) implements Part {

  /**
   * One figure.
   *
   * @param value with its unit
   * @param label what it is
   * @param note what to compare it with; may be empty
   */
  public record Tile(String value, String label, String note) {}

  /** Copies the list. */
  public Tiles {
    tiles = List.copyOf(tiles);
  }
}
