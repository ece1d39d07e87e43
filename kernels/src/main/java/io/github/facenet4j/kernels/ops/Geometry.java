package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;

/**
 * How memory-bound kernels are laid out on a device: launch forms, each a set of parameters and the
 * work size that goes with it.
 *
 * @param vector floats a work-item loads at once
 * @param group work-items of a flat group
 * @param lanes work-items side by side along the channels of a row
 * @param rows rows of a group
 * @param streamed whether a work-item walks whole rows: of matrices in column sums, see {@code
 *     common/column_sums.cl}, and of pixels in windows over maps
 * @param computeUnits processors to keep busy with column sums
 * @param longResult elements from which a result passes the caches, see {@link #streams}
 */
public record Geometry(
    int vector,
    int group,
    int lanes,
    int rows,
    boolean streamed,
    int computeUnits,
    long longResult) {
  private static final int FEWEST_ROWS_OF_A_CHUNK = 64;
  private static final int MOST_ROWS_OF_A_CHUNK = 1024;
  private static final int CHUNKS_OF_A_UNIT = 8;
  private static final int NARROWEST_VECTOR = 4;
  private static final int FLOATS_OF_A_LINE = 16;

  /**
   * 1 MB, what the second cache of a core holds: a longer result would not be found there again.
   */
  private static final long LONG_RESULT = 1 << 18;

  /** Wide vectors, one work-item a row: processor cores. */
  public static Geometry processor(int computeUnits) {
    return new Geometry(16, 64, 1, 64, true, computeUnits, LONG_RESULT);
  }

  /** Narrow vectors, neighbours side by side so that their loads coalesce: GPUs. */
  public static Geometry graphics(int computeUnits) {
    return new Geometry(4, 64, 16, 4, false, computeUnits, Long.MAX_VALUE);
  }

  /** What suits the device. */
  public static Geometry of(DeviceLimits limits) {
    return limits.isCpu() ? processor(limits.computeUnits()) : graphics(limits.computeUnits());
  }

  /**
   * The same for maps of so many channels: processors take a narrower vector where it divides the
   * channels and theirs does not, because a vector cut off at the end of a row is loaded value by
   * value.
   */
  Geometry forChannels(int channels) {
    for (int width = vector; streamed && width >= NARROWEST_VECTOR; width /= 2) {
      if (channels % width == 0) {
        return withVector(width);
      }
    }
    return this;
  }

  /** The same with vectors no wider than a processor's registers; GPUs work value by value. */
  Geometry narrowed(int registerWidth) {
    int width = Math.max(NARROWEST_VECTOR, registerWidth);
    return streamed && width < vector ? withVector(width) : this;
  }

  private Geometry withVector(int width) {
    return new Geometry(width, group, lanes, rows, streamed, computeUnits, longResult);
  }

  /** The same for results that pass the caches from so many elements on. */
  Geometry streamingFrom(long elements) {
    return new Geometry(vector, group, lanes, rows, streamed, computeUnits, elements);
  }

  /** WHOLE of {@code common/vector.cl}: 1 where rows of so many channels are whole vectors. */
  int whole(int channels) {
    return channels % vector == 0 ? 1 : 0;
  }

  /** A kernel whose work-items take runs of neighbouring pixels, see {@link #span}. */
  KernelVariant byPixel(String path) {
    int pixels = streamed ? 1 : rows;
    return KernelVariant.of(path)
        .with("VECTOR", vector)
        .with("LANES", lanes)
        .with("ROWS", pixels)
        .group(lanes, pixels, 1);
  }

  /** A kernel as {@link #byPixel} whose work-items take one vector of channels each. */
  KernelVariant byVector(String path) {
    return KernelVariant.of(path).with("VECTOR", vector).group(lanes, streamed ? 1 : rows, 1);
  }

  /** Pixels of a row of the map that one work-item takes: all, or one. */
  int span(int columns) {
    return streamed ? columns : 1;
  }

  /** Work-items of a kernel by pixels; a work-item takes every so many channels of its pixels. */
  WorkSize pixelSize(int channels, int columns, int rowCount) {
    return streamed
        ? WorkSize.of(lanes, 1, rowCount)
        : WorkSize.of(WorkSize.blocks(channels, vector), columns, rowCount);
  }

  /** A kernel whose work-items take {@code vector} values each of a flat array. */
  KernelVariant flat(String path) {
    return KernelVariant.of(path).with("VECTOR", vector).with("GROUP", group).group(group);
  }

  /** Work-items of a flat kernel. */
  WorkSize flatSize(int elements) {
    return WorkSize.of(WorkSize.blocks(elements, vector));
  }

  /**
   * STREAM of {@code common/streaming.cl}: 1 where a result should pass the caches.
   *
   * @param elements of the result
   * @param target where it lies
   */
  int streams(long elements, Target target) {
    boolean wholeLines = vector >= FLOATS_OF_A_LINE && target.isAligned(vector);
    return streamed && wholeLines && elements >= longResult ? 1 : 0;
  }

  /** A kernel whose work-items share the channels of a row. */
  KernelVariant byRow(String path) {
    return KernelVariant.of(path)
        .with("VECTOR", vector)
        .with("LANES", lanes)
        .with("ROWS", rows)
        .group(lanes, rows);
  }

  /** Work-items of a kernel by rows. */
  WorkSize rowSize(int count) {
    return WorkSize.of(lanes, count);
  }

  /** A kernel that sums columns over chunks of rows. */
  KernelVariant columnSums(String path) {
    int items = streamed ? 1 : group;
    return KernelVariant.of(path)
        .with("VECTOR", vector)
        .with("STREAMED", streamed ? 1 : 0)
        .with("GROUP", items)
        .group(items, 1);
  }

  /** Work-items of a kernel that sums columns. */
  WorkSize columnSize(int rowCount, int channels) {
    return WorkSize.of(streamed ? 1 : WorkSize.blocks(channels, vector), chunks(rowCount));
  }

  /** Rows of a chunk: enough chunks for all units, short enough that float sums stay accurate. */
  int chunk(int rowCount) {
    int wanted = WorkSize.blocks(rowCount, CHUNKS_OF_A_UNIT * computeUnits);
    return Math.max(FEWEST_ROWS_OF_A_CHUNK, Math.min(MOST_ROWS_OF_A_CHUNK, wanted));
  }

  /** How many chunks that makes. */
  int chunks(int rowCount) {
    return WorkSize.blocks(rowCount, chunk(rowCount));
  }

  /** A kernel whose groups share the rows or chunks behind {@code vector} channels. */
  KernelVariant finishing(String path) {
    int items = streamed ? 1 : group;
    return KernelVariant.of(path)
        .with("VECTOR", vector)
        .with("LANES", items)
        .group(items, 1)
        .localMemory((long) items * vector * Float.BYTES);
  }

  /** Work-items of a finishing kernel. */
  WorkSize finishingSize(int channels) {
    return WorkSize.of(streamed ? 1 : group, WorkSize.blocks(channels, vector));
  }
}
