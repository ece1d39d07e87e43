package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How {@code bottleneck/cpu_02_fused.cl} cuts a bottleneck: images into strips, strips into blocks
 * of output rows, runs of pixels into register tiles.
 *
 * @param strip output rows of a work-item
 * @param block output rows between one projection and the next
 * @param held rows of the wide map that a work-item keeps
 * @param wide tile of the expansion
 * @param vectors NV of the projection, which has the expansion's rows and width
 * @param localFloats local memory
 */
record BottleneckPlan(
    int strip, int block, int held, RegisterTile wide, int vectors, int localFloats) {

  /** A block should give each step some tiles, whatever the width of the map. */
  private static final int PIXELS_OF_A_BLOCK = 112;

  /** What a core's second-level cache holds beside the weights: a quarter of a megabyte. */
  private static final int CACHED_FLOATS = 64 << 10;

  private static final int MOST_VECTORS = 3;

  /** The plan for a device; empty where its local memory has no room for one row's windows. */
  static Optional<BottleneckPlan> of(DeviceLimits limits, InvertedResidualSpec spec) {
    int width = limits.vectorWidth() >= 16 ? 16 : limits.vectorWidth() >= 8 ? 8 : 4;
    int vectors = vectors(blocks(spec.wideChannels(), width));
    int strip = strip(spec, limits.computeUnits());
    int block = Math.min(strip, blocks(PIXELS_OF_A_BLOCK, spec.outWidth()));
    long available = limits.localMemoryBytes() / Float.BYTES;
    long most = Math.min(CACHED_FLOATS, available);
    while (block > 1 && floats(spec, strip, block, vectors * width) > most) {
      block--;
    }
    long floats = floats(spec, strip, block, vectors * width);
    if (floats > available) {
      return Optional.empty();
    }
    // 8×3 sums, three vectors of weights and a broadcast in 32 registers; 4×3 in AVX2's 16.
    int rows = rows(runs(spec, strip, block), width == 8 ? 4 : 8);
    return Optional.of(
        new BottleneckPlan(
            strip,
            block,
            held(spec, strip, block),
            new RegisterTile(rows, vectors, width),
            vectors(blocks(spec.outChannels(), width)),
            (int) Math.min(available, powerOfTwo(floats))));
  }

  /** The next power of two, so that maps of different sizes share a kernel. */
  private static long powerOfTwo(long floats) {
    long below = Long.highestOneBit(floats);
    return below == floats ? floats : 2 * below;
  }

  /** Vectors of a tile: the most that cover so many with the fewest left over. */
  private static int vectors(int count) {
    int best = 1;
    for (int v = 2; v <= MOST_VECTORS; v++) {
      if (blocks(count, v) * v <= blocks(count, best) * best) {
        best = v;
      }
    }
    return best;
  }

  /**
   * Rows of a strip so that the units end together and soon; a strip's first windows reach into the
   * strip above, whose wide rows are computed again.
   */
  private static int strip(InvertedResidualSpec spec, int units) {
    int best = spec.outHeight();
    long least = Long.MAX_VALUE;
    for (int strips = 1; strips <= spec.outHeight(); strips++) {
      int rows = blocks(spec.outHeight(), strips);
      long items = (long) spec.batch() * blocks(spec.outHeight(), rows);
      long cost = (items + units - 1) / units * wideRows(spec, rows);
      if (cost < least) {
        least = cost;
        best = rows;
      }
    }
    return best;
  }

  /** Rows of the wide map that the windows of so many output rows see. */
  private static int wideRows(InvertedResidualSpec spec, int rows) {
    return (int) Math.min(spec.height(), (rows - 1L) * spec.stride() + 3);
  }

  /** Rows to keep: those of a block's windows. */
  private static int held(InvertedResidualSpec spec, int strip, int block) {
    return wideRows(spec, Math.min(strip, block));
  }

  private static long floats(InvertedResidualSpec spec, int strip, int block, int panel) {
    long panels = blocks(spec.wideChannels(), panel);
    long row = (long) spec.width() * panel;
    return row * (1 + panels * held(spec, strip, block)) + panels * block * spec.outWidth() * panel;
  }

  /** The runs of pixels that the kernel expands and projects in one image. */
  private static List<Integer> runs(InvertedResidualSpec spec, int strip, int block) {
    List<Integer> runs = new ArrayList<>();
    for (int begin = 0; begin < spec.outHeight(); begin += strip) {
      int end = Math.min(spec.outHeight(), begin + strip);
      int next = Math.max(0, begin * spec.stride() - 1);
      for (int i0 = begin; i0 < end; i0 += block) {
        int i1 = Math.min(end, i0 + block);
        int last = Math.min(spec.height(), (i1 - 1) * spec.stride() + 2);
        runs.add((last - next) * spec.width());
        runs.add((i1 - i0) * spec.outWidth());
        next = last;
      }
    }
    runs.removeIf(pixels -> pixels == 0);
    return runs;
  }

  /**
   * Rows of a tile: as many as registers allow or one less, whichever leaves less over; never more
   * than the shortest run has.
   */
  private static int rows(List<Integer> runs, int most) {
    int shortest = runs.stream().mapToInt(Integer::intValue).min().orElseThrow();
    int best = Math.min(most, shortest);
    int fewer = best - 1;
    return best == most && computed(runs, fewer) < computed(runs, best) ? fewer : best;
  }

  private static int computed(List<Integer> runs, int rows) {
    return runs.stream().mapToInt(pixels -> blocks(pixels, rows) * rows).sum();
  }

  /** The parameters that go with this plan. */
  KernelVariant applyTo(KernelVariant variant) {
    return wide.applyTo(variant)
        .with("PV", vectors)
        .with("LOCAL", localFloats)
        .localMemory((long) localFloats * Float.BYTES);
  }

  /** Columns of a panel of the projection's weights. */
  int projectedColumns() {
    return vectors * wide.width();
  }
}
