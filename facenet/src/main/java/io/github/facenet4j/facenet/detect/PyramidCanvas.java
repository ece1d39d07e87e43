package io.github.facenet4j.facenet.detect;

import io.github.facenet4j.facenet.image.ImageCanvas;
import io.github.facenet4j.facenet.image.Resizer;
import io.github.facenet4j.facenet.image.RgbImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The levels of a photograph's pyramid side by side on one canvas, so that the first network looks
 * at all of them in one pass, and at canvases of one width whatever the photograph's size is.
 *
 * <p>A level larger than a canvas is cut into pieces that overlap by what a cell sees beyond its
 * stride; a cell that sees two pieces is ignored. Places are even, as the cells are, so each cell
 * sees what it would see in the level alone.
 *
 * @param pixels canvas
 * @param pieces where they lie on it
 */
record PyramidCanvas(RgbImage pixels, List<Placed> pieces) {
  private static final int[] WIDTHS = {256, 512};
  private static final int MOST_ROWS = 512;
  private static final int SEEN_BEYOND = MtcnnStages.PROPOSAL_WINDOW - MtcnnStages.PROPOSAL_STRIDE;

  /**
   * One size of the photograph.
   *
   * @param scale of the photograph's
   * @param width columns
   * @param height rows
   */
  record Level(double scale, int width, int height) {
    /** Columns on the canvas. */
    int evenWidth() {
      return width + width % 2;
    }

    /** Rows on the canvas. */
    int evenHeight() {
      return height + height % 2;
    }
  }

  /**
   * A part of a level.
   *
   * @param left column of its first pixels in the level
   * @param top row of its first pixels in the level
   */
  private record Piece(Level level, int left, int top, int width, int height) {}

  /**
   * A piece on a canvas.
   *
   * @param level which it is of
   * @param left column in the level
   * @param top row in the level
   * @param width columns
   * @param height rows
   * @param x column on the canvas
   * @param y row on the canvas
   */
  record Placed(Level level, int left, int top, int width, int height, int x, int y) {}

  /** Pieces in rows, and how high the rows are together. */
  private record Layout(int width, int height, List<Placed> pieces) {}

  /** The sizes at which faces of {@code smallestFace} pixels and more fill the network's window. */
  static List<Level> levels(int width, int height, double smallestFace, double shrink) {
    List<Level> levels = new ArrayList<>();
    int window = MtcnnStages.PROPOSAL_WINDOW;
    double scale = window / smallestFace;
    while (Math.min(width, height) * scale >= window) {
      levels.add(new Level(scale, (int) Math.ceil(width * scale), (int) Math.ceil(height * scale)));
      scale *= shrink;
    }
    return levels;
  }

  /** The photograph at a level's size; where that is odd, the last column or row stands twice. */
  private static RgbImage drawn(RgbImage photo, Level level) {
    RgbImage size = Resizer.resize(photo, level.width, level.height, Resizer.Filter.AREA);
    if (level.width == level.evenWidth() && level.height == level.evenHeight()) {
      return size;
    }
    ImageCanvas canvas = new ImageCanvas(level.evenWidth(), level.evenHeight());
    for (int y = 1; y >= 0; y--) {
      for (int x = 1; x >= 0; x--) {
        canvas.copy(size, 0, 0, level.width, level.height, x, y);
      }
    }
    return canvas.toImage();
  }

  /** The canvases of these levels of a photograph. */
  static List<PyramidCanvas> of(RgbImage photo, List<Level> levels) {
    List<Layout> best = layouts(levels, WIDTHS[0]);
    for (int width : WIDTHS) {
      List<Layout> other = layouts(levels, width);
      best = pixels(other) < pixels(best) ? other : best;
    }
    List<RgbImage> sizes = levels.parallelStream().map(level -> drawn(photo, level)).toList();
    return best.stream().map(layout -> draw(layout, levels, sizes)).toList();
  }

  private static long pixels(List<Layout> layouts) {
    return layouts.stream().mapToLong(layout -> (long) layout.width * layout.height).sum();
  }

  private static PyramidCanvas draw(Layout layout, List<Level> levels, List<RgbImage> sizes) {
    ImageCanvas canvas = new ImageCanvas(layout.width, layout.height);
    for (Placed piece : layout.pieces) {
      RgbImage size = sizes.get(levels.indexOf(piece.level));
      canvas.copy(size, piece.left, piece.top, piece.width, piece.height, piece.x, piece.y);
    }
    return new PyramidCanvas(canvas.toImage(), layout.pieces);
  }

  /** First fit, the highest pieces first, in rows from left to right. */
  private static List<Layout> layouts(List<Level> levels, int width) {
    List<Piece> pieces = new ArrayList<>();
    levels.forEach(level -> cut(level, width, pieces));
    pieces.sort(Comparator.comparingInt(Piece::height).thenComparingInt(Piece::width).reversed());
    List<Layout> layouts = new ArrayList<>();
    while (!pieces.isEmpty()) {
      layouts.add(fill(width, pieces));
    }
    return layouts;
  }

  /** Fills one canvas and takes what it holds off the list. */
  private static Layout fill(int width, List<Piece> pieces) {
    List<Placed> placed = new ArrayList<>();
    int top = 0;
    while (!pieces.isEmpty() && top + pieces.get(0).height <= MOST_ROWS) {
      int rowHeight = pieces.get(0).height;
      int x = 0;
      for (int i = 0; i < pieces.size(); ) {
        Piece piece = pieces.get(i);
        if (x + piece.width <= width) {
          placed.add(
              new Placed(piece.level, piece.left, piece.top, piece.width, piece.height, x, top));
          x += piece.width;
          pieces.remove(i);
        } else {
          i++;
        }
      }
      top += rowHeight;
    }
    return new Layout(width, top, List.copyOf(placed));
  }

  private static void cut(Level level, int width, List<Piece> pieces) {
    for (int top = 0;
        top == 0 || top + SEEN_BEYOND < level.evenHeight();
        top += MOST_ROWS - SEEN_BEYOND) {
      int rows = Math.min(MOST_ROWS, level.evenHeight() - top);
      for (int left = 0;
          left == 0 || left + SEEN_BEYOND < level.evenWidth();
          left += width - SEEN_BEYOND) {
        pieces.add(new Piece(level, left, top, Math.min(width, level.evenWidth() - left), rows));
      }
    }
  }
}
