package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import java.util.ArrayList;
import java.util.List;

/**
 * A grid of result pixels, each the sum over the taps of a window of the source: what forward and
 * data gradient have in common.
 *
 * @param images N
 * @param height source height
 * @param width source width
 * @param channels floats per source pixel
 * @param run neighbouring floats that one tap reads: the channels, or those of a row of taps
 * @param gridHeight result rows
 * @param gridWidth result columns
 * @param stride source pixels from one result pixel's window to the next
 * @param tapsHeight rows of the window
 * @param tapsWidth runs in a row of the window
 * @param originHeight source row of the first window, negative in padding
 * @param originWidth source column of the first window, negative in padding
 * @param target where the grid lies in the result
 * @param resultChannels channels per result pixel
 */
record ConvGeometry(
    int images,
    int height,
    int width,
    int channels,
    int run,
    int gridHeight,
    int gridWidth,
    int stride,
    int tapsHeight,
    int tapsWidth,
    int originHeight,
    int originWidth,
    Target target,
    int resultChannels) {

  /** One grid of the data gradient and the taps that meet it. */
  record Part(ConvGeometry geometry, FilterTaps taps) {}

  /** The forward pass into a map of its own. */
  static ConvGeometry forward(Conv2dSpec spec) {
    return forward(spec, Target.of(spec.place(Epilogue.NONE)));
  }

  /**
   * The forward pass.
   *
   * @param target where y lies
   */
  static ConvGeometry forward(Conv2dSpec spec, Target target) {
    return new ConvGeometry(
            spec.batch(),
            spec.height(),
            spec.width(),
            spec.inChannels(),
            spec.inChannels(),
            spec.outHeight(),
            spec.outWidth(),
            spec.stride(),
            spec.kernelHeight(),
            spec.kernelWidth(),
            -spec.padHeight(),
            -spec.padWidth(),
            target,
            spec.outChannels())
        .flattened();
  }

  /**
   * The data gradient as convolutions of dy with stride 1, one for each residue of the input
   * position modulo the stride: no product with the zeros that a dilated dy would have.
   */
  static List<Part> dataGradient(Conv2dSpec spec) {
    List<Part> parts = new ArrayList<>();
    for (int row = 0; row < Math.min(spec.stride(), spec.height()); row++) {
      for (int column = 0; column < Math.min(spec.stride(), spec.width()); column++) {
        parts.add(part(spec, row, column));
      }
    }
    return parts;
  }

  private static Part part(Conv2dSpec spec, int row, int column) {
    int s = spec.stride();
    int pixel = spec.inChannels();
    int line = spec.width() * pixel;
    int rowResidue = (row + spec.padHeight()) % s;
    int columnResidue = (column + spec.padWidth()) % s;
    FilterTaps taps = FilterTaps.meeting(spec, rowResidue, columnResidue);
    ConvGeometry geometry =
        new ConvGeometry(
            spec.batch(),
            spec.outHeight(),
            spec.outWidth(),
            spec.outChannels(),
            spec.outChannels(),
            (spec.height() - row + s - 1) / s,
            (spec.width() - column + s - 1) / s,
            1,
            taps.height(),
            taps.width(),
            (row + spec.padHeight() - rowResidue) / s - (taps.height() - 1),
            (column + spec.padWidth() - columnResidue) / s - (taps.width() - 1),
            new Target(spec.height() * line, s * line, s * pixel, row * line + column * pixel),
            spec.inChannels());
    return new Part(geometry.flattened(), taps);
  }

  /** A 1×1 product over whole maps is one row of pixels: a plain matrix product. */
  private ConvGeometry flattened() {
    boolean plain =
        tapsHeight == 1
            && tapsWidth == 1
            && stride == 1
            && originHeight == 0
            && originWidth == 0
            && gridHeight == height
            && gridWidth == width
            && target.row() == gridWidth * target.pixel()
            && target.image() == gridHeight * target.row();
    if (!plain) {
      return this;
    }
    int pixels = images * height * width;
    return new ConvGeometry(
        1, 1, pixels, channels, run, 1, pixels, 1, 1, 1, 0, 0, target, resultChannels);
  }

  /** Result pixels. */
  int pixels() {
    return images * gridHeight * gridWidth;
  }

  /** Bytes of the source that a result pixel reads and its neighbours do not. */
  long sourceBytesOfPixel() {
    return (long) DataType.BYTES * stride * stride * channels;
  }

  /** Whether a window reaches outside the source. */
  boolean reachesOutside() {
    return originHeight < 0 || originWidth < 0 || below() > 0 || right() > 0;
  }

  private int below() {
    return Math.max(0, (gridHeight - 1) * stride + originHeight + tapsHeight - height);
  }

  private int right() {
    return Math.max(0, (gridWidth - 1) * stride + originWidth + tapsWidth - width);
  }

  /** Zero rows above the source in a padded copy. */
  int paddedTop() {
    return Math.max(0, -originHeight);
  }

  /** Zero columns left of the source in a padded copy. */
  int paddedLeft() {
    return Math.max(0, -originWidth);
  }

  /**
   * The same products over a copy of the source with zeros around it: no window reaches outside.
   */
  ConvGeometry padded() {
    return new ConvGeometry(
        images,
        paddedTop() + height + below(),
        paddedLeft() + width + right(),
        channels,
        run,
        gridHeight,
        gridWidth,
        stride,
        tapsHeight,
        tapsWidth,
        originHeight + paddedTop(),
        originWidth + paddedLeft(),
        target,
        resultChannels);
  }

  /** The same products with each row of taps read as one run; windows must not reach outside. */
  ConvGeometry withRowsAsRuns() {
    return new ConvGeometry(
        images,
        height,
        width,
        channels,
        run * tapsWidth,
        gridHeight,
        gridWidth,
        stride,
        tapsHeight,
        Math.min(1, tapsWidth),
        originHeight,
        originWidth,
        target,
        resultChannels);
  }

  /** Length of the sums. */
  int terms() {
    return tapsHeight * tapsWidth * run;
  }

  /** Kernels' {@code int4 in}. */
  int[] sourceArgument() {
    return new int[] {height, width, channels, run};
  }

  /** Kernels' {@code int4 grid}. */
  int[] gridArgument() {
    return new int[] {gridHeight, gridWidth, stride, pixels()};
  }

  /** Kernels' {@code int4 taps}. */
  int[] tapsArgument() {
    return new int[] {tapsHeight, tapsWidth, originHeight, originWidth};
  }
}
