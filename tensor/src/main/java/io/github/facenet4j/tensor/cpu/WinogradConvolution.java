package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.WinogradPlan.INPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.OUTPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.POSITIONS;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Arrays;

/**
 * 3×3 convolution with stride 1 by Winograd's F(4×4,3×3): a quarter of the multiplications.
 *
 * <p>Tiles of 6×6 inputs, which overlap by two, give tiles of 4×4 outputs. A task takes a chunk of
 * tiles: it transforms the inputs to V [36, tiles, C], multiplies each of the 36 positions with its
 * own matrix of the transformed filter, M[p] = V[p]·U[p], a group of output channels at a time, and
 * transforms M [36, tiles, O] back. V and M of a chunk stay in L2.
 *
 * <p>Numerics: the transforms add and subtract values that are up to ten times the inputs and
 * cancel again, which costs accuracy: WinogradBound of the tests derives how much.
 */
final class WinogradConvolution {
  private final CpuContext context;
  private final WinogradPlan plan;
  private final WinogradInputs inputs;
  private final float[] packed;
  private final RowStore store;

  /**
   * A convolution.
   *
   * @param packed the filter, see {@link WinogradFilter}
   */
  WinogradConvolution(
      CpuContext context, WinogradPlan plan, float[] x, float[] packed, RowStore store) {
    this.context = context;
    this.plan = plan;
    inputs = new WinogradInputs(context, plan, x);
    this.packed = packed;
    this.store = store;
  }

  void run() {
    int splits = plan.splits();
    int groups = plan.groups();
    context
        .pool()
        .run(
            plan.chunks() * splits,
            task -> {
              int split = task % splits;
              runChunk(task / splits, groups * split / splits, groups * (split + 1) / splits);
            });
  }

  private void runChunk(int chunk, int firstGroup, int lastGroup) {
    Scratch scratch = context.pool().scratch();
    int first = chunk * plan.chunk();
    int count = Math.min(plan.chunk(), plan.tiles() - first);
    int in = plan.in();
    float[] v = scratch.floats(Use.TRANSFORMED, POSITIONS * count * in + CpuStorage.SLACK);
    for (int t = 0; t < count; t++) {
      inputs.transform(scratch, first + t, v, t * in, count * in);
    }
    GatheredRows rows =
        new MatrixRows(v, POSITIONS * count, in).block(scratch, 0, POSITIONS * count);
    for (int group = firstGroup; group < lastGroup; group++) {
      multiply(scratch, rows, count, group, first);
    }
  }

  private void multiply(Scratch scratch, GatheredRows rows, int count, int group, int firstTile) {
    ProductKernels kernels = context.kernels().products();
    int column = group * plan.group();
    int width = plan.groupWidth(group);
    int ldc = kernels.paddedColumns(width);
    int size = kernels.packedLength(plan.in(), width);
    float[] m = scratch.floats(Use.SUMS, (POSITIONS * count + ProductKernels.ROW_SLACK) * ldc);
    float[] zeros = scratch.floats(Use.CHANNELS_C, ldc);
    Arrays.fill(zeros, 0, ldc, 0f);
    for (int p = 0; p < POSITIONS; p++) {
      int at = plan.packedOffset(group) + p * size;
      int to = p * count * ldc;
      kernels.multiply(rows, p * count, count, packed, at, width, zeros, 0, m, to, ldc);
    }
    float[] start = scratch.floats(Use.CHANNELS_A, ldc);
    store.startSums(column, width, start, ldc);
    for (int t = 0; t < count; t++) {
      transformOutput(scratch, m, count, t, ldc, zeros, start);
      storeTile(scratch, firstTile + t, column, width, ldc);
    }
  }

  /** y [4, 4, ldc] = start + Aᵀ·M[·, t, ·]·A. */
  private void transformOutput(
      Scratch scratch, float[] m, int count, int t, int ldc, float[] zeros, float[] start) {
    WinogradKernels kernels = context.kernels().winograd();
    float[] half = scratch.floats(Use.ROW_A, INPUTS * OUTPUTS * ldc);
    float[] y = scratch.floats(Use.ROW_B, OUTPUTS * OUTPUTS * ldc);
    for (int row = 0; row < INPUTS; row++) {
      int at = (row * INPUTS * count + t) * ldc;
      kernels.output(m, at, count * ldc, zeros, half, row * OUTPUTS * ldc, ldc, ldc);
    }
    for (int column = 0; column < OUTPUTS; column++) {
      int at = column * ldc;
      kernels.output(half, at, OUTPUTS * ldc, start, y, at, OUTPUTS * ldc, ldc);
    }
  }

  private void storeTile(Scratch scratch, int tile, int column, int width, int ldc) {
    float[] y = scratch.floats(Use.ROW_B, OUTPUTS * OUTPUTS * ldc);
    int j = plan.column(tile);
    int i = plan.row(tile);
    int n = plan.image(tile);
    int across = Math.min(OUTPUTS, plan.outWidth() - j);
    int down = Math.min(OUTPUTS, plan.outHeight() - i);
    for (int row = 0; row < down; row++) {
      int pixel = (n * plan.outHeight() + i + row) * plan.outWidth() + j;
      store.store(y, row * OUTPUTS * ldc, ldc, pixel, across, column, width);
    }
  }
}
