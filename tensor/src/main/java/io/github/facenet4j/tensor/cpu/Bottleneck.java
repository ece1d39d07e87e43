package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.Scratch.Use;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import io.github.facenet4j.tensor.spi.WriteMode;

/**
 * An inverted residual bottleneck whose wide maps never leave the caches of a core.
 *
 * <p>A task takes an image, or a strip of one where there are few, in blocks of output rows. For
 * each block it expands the rows of pixels that the filters see, filters them and projects the
 * result, all in scratch. Wide rows that the next block sees too are kept; only strips compute any
 * twice.
 */
final class Bottleneck {
  /** Floats of the wide rows of a block: a quarter of a megabyte of L2. */
  private static final int WIDE_FLOATS = 1 << 16;

  /** Tasks to aim for where there are few images. */
  private static final int TASKS = 8;

  /** Output rows of a strip at least: two rows more than those are expanded. */
  private static final int LEAST_STRIP = 4;

  private static final int KERNEL = 3;
  private static final int PAD = 1;

  private final CpuContext context;
  private final InvertedResidualSpec spec;
  private final ConvStep expand;
  private final ConvStep filter;
  private final ConvStep project;
  private final MatrixRows pixels;
  private final float[] filterWeights;
  private final RowStore store;
  private final WindowAxis columns;
  private final int widePitch;
  private final int outPitch;

  Bottleneck(
      CpuContext context,
      InvertedResidualSpec spec,
      Tensor x,
      ConvStep expand,
      ConvStep filter,
      ConvStep project,
      Tensor y) {
    this.context = context;
    this.spec = spec;
    this.expand = expand;
    this.filter = filter;
    this.project = project;
    int rows = spec.batch() * spec.height() * spec.width();
    pixels = new MatrixRows(CpuStorage.read(x), rows, spec.inChannels());
    filterWeights = CpuStorage.read(filter.w());
    RowStore.Placement placement = RowStore.placed(spec.projection().place(project.epilogue()));
    store =
        new RowStore(
            context.kernels().channels(), y, placement, project.epilogue(), WriteMode.ASSIGN);
    columns = WindowAxis.ofOutputs(spec.width(), KERNEL, spec.outWidth(), spec.stride(), PAD);
    widePitch = context.kernels().products().paddedColumns(spec.wideChannels());
    outPitch = context.kernels().products().paddedColumns(spec.outChannels());
  }

  void run() {
    float[] first = packed(expand, spec.inChannels(), spec.wideChannels(), Use.PACKED_SHARED);
    float[] last = packed(project, spec.wideChannels(), spec.outChannels(), Use.PACKED_OWN);
    int rows = spec.outHeight();
    int wanted = (TASKS + spec.batch() - 1) / spec.batch();
    int strips = Math.max(1, Math.min(rows / LEAST_STRIP, wanted));
    context
        .pool()
        .run(
            spec.batch() * strips,
            task -> {
              int strip = task % strips;
              int from = rows * strip / strips;
              new Strip(task / strips, first, last).run(from, rows * (strip + 1) / strips);
            });
  }

  /** Tells the packed weights of this op from other forms of the same tensor. */
  private record PackedWeights(int k, int n) {}

  private float[] packed(ConvStep step, int k, int n, Use use) {
    ProductKernels kernels = context.kernels().products();
    StridedMatrix matrix = new StridedMatrix(CpuStorage.read(step.w()), 0, n, 1);
    int group = kernels.groupColumns(n);
    return CpuStorage.forms(step.w())
        .get(
            new PackedWeights(k, n),
            kernels.packedLength(k, n),
            context.pool().scratch(),
            use,
            form -> {
              for (int column = 0; column < n; column += group) {
                int width = Math.min(group, n - column);
                kernels.pack(matrix.from(0, column), 0, k, k, width, form, column * k);
              }
            });
  }

  /** Output rows of one image, block by block, on one thread. */
  private final class Strip {
    private final int image;
    private final float[] first;
    private final float[] last;
    private final Scratch scratch = context.pool().scratch();
    private final int blockRows;
    private final float[] wide;
    private final float[] filtered;
    private final RowStore wideStore;
    private final RowStore filteredStore;

    /** The wide rows at hand: from top to bottom−1. */
    private int top;

    private int bottom;

    Strip(int image, float[] first, float[] last) {
      this.image = image;
      this.first = first;
      this.last = last;
      int row = spec.width() * widePitch;
      int fitting = (WIDE_FLOATS / row - KERNEL) / spec.stride() + 1;
      int most = Math.max(1, Math.min(spec.outHeight(), fitting));
      int blocks = (spec.outHeight() + most - 1) / most;
      blockRows = (spec.outHeight() + blocks - 1) / blocks;
      int wideRows = Math.min(spec.height(), (blockRows - 1) * spec.stride() + KERNEL);
      wide =
          scratch.floats(
              Use.PADDED, wideRows * row + ProductKernels.ROW_SLACK * widePitch + CpuStorage.SLACK);
      filtered =
          scratch.floats(
              Use.TRANSFORMED,
              blockRows * spec.outWidth() * spec.wideChannels() + CpuStorage.SLACK);
      ChannelKernels channels = context.kernels().channels();
      wideStore =
          new RowStore(
              channels, wide, RowStore.contiguous(widePitch), expand.epilogue(), WriteMode.ASSIGN);
      filteredStore =
          new RowStore(
              channels,
              filtered,
              RowStore.contiguous(spec.wideChannels()),
              filter.epilogue(),
              WriteMode.ASSIGN);
    }

    void run(int from, int to) {
      for (int row = from; row < to; row += blockRows) {
        int end = Math.min(to, row + blockRows);
        expandFor(row, end);
        filter(row, end);
        project(row, end);
      }
    }

    /** Brings up the wide rows that output rows from … to−1 see. */
    private void expandFor(int from, int to) {
      int row = spec.width() * widePitch;
      int wantedTop = Math.max(0, from * spec.stride() - PAD);
      int wantedBottom = Math.min(spec.height(), (to - 1) * spec.stride() - PAD + KERNEL);
      int kept = Math.max(0, bottom - wantedTop);
      if (kept > 0) {
        System.arraycopy(wide, (wantedTop - top) * row, wide, 0, kept * row);
      }
      top = wantedTop;
      bottom = wantedBottom;
      int count = (bottom - top - kept) * spec.width();
      if (count <= 0) {
        return;
      }
      int pixel = (image * spec.height() + top + kept) * spec.width();
      GatheredRows left = pixels.block(scratch, pixel, count);
      multiply(left, count, first, spec.wideChannels(), wideStore, wide, kept * row, widePitch);
      int firstRow = kept * spec.width();
      wideStore.store(wide, kept * row, widePitch, firstRow, count, 0, spec.wideChannels());
    }

    private void multiply(
        GatheredRows left,
        int rows,
        float[] packed,
        int n,
        RowStore starts,
        float[] sums,
        int offset,
        int pitch) {
      ProductKernels kernels = context.kernels().products();
      float[] start = scratch.floats(Use.CHANNELS_A, pitch);
      starts.startSums(0, n, start, pitch);
      int group = kernels.groupColumns(n);
      for (int column = 0; column < n; column += group) {
        int width = Math.min(group, n - column);
        int at = column * left.length();
        kernels.multiply(
            left, 0, rows, packed, at, width, start, column, sums, offset + column, pitch);
      }
    }

    private void filter(int from, int to) {
      int channels = spec.wideChannels();
      FilterKernels kernels = context.kernels().filters();
      float[] start = scratch.floats(Use.ROW_A, channels);
      filteredStore.startSums(0, channels, start, channels);
      int[] offsets = scratch.ints(Use.WINDOW_OFFSETS, KERNEL * KERNEL);
      int[] weights = scratch.ints(Use.WINDOW_CODES, KERNEL * KERNEL);
      int step = spec.stride() * widePitch;
      for (int i = from; i < to; i++) {
        int count;
        for (int j = 0; j < spec.outWidth(); j += count) {
          count = columns.runLength(j);
          int taps = listTaps(i, j, offsets, weights);
          int at = ((i - from) * spec.outWidth() + j) * channels;
          kernels.weightedSums(
              wide,
              offsets,
              step,
              filterWeights,
              weights,
              taps,
              start,
              channels,
              filtered,
              at,
              count);
        }
      }
      int count = (to - from) * spec.outWidth();
      filteredStore.store(filtered, 0, channels, 0, count, 0, channels);
    }

    /** The taps inside the map for output (i, j): where wide values and where weights start. */
    private int listTaps(int i, int j, int[] offsets, int[] weights) {
      int taps = 0;
      for (int u = 0; u < KERNEL; u++) {
        int row = i * spec.stride() - PAD + u;
        for (int v = 0; v < KERNEL && row >= 0 && row < spec.height(); v++) {
          int column = columns.source(j, v);
          if (column >= 0 && column < spec.width()) {
            offsets[taps] = ((row - top) * spec.width() + column) * widePitch;
            weights[taps++] = (u * KERNEL + v) * spec.wideChannels();
          }
        }
      }
      return taps;
    }

    private void project(int from, int to) {
      int count = (to - from) * spec.outWidth();
      float[] sums = scratch.floats(Use.SUMS, (count + ProductKernels.ROW_SLACK) * outPitch);
      MatrixRows rows = new MatrixRows(filtered, count, spec.wideChannels());
      GatheredRows left = rows.block(scratch, 0, count);
      multiply(left, count, last, spec.outChannels(), store, sums, 0, outPitch);
      int pixel = (image * spec.outHeight() + from) * spec.outWidth();
      store.store(sums, 0, outPitch, pixel, count, 0, spec.outChannels());
    }
  }
}
