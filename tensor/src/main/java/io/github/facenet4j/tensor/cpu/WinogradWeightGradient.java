package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.WinogradPlan.INPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.OUTPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.POSITIONS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.plane;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Arrays;

/**
 * Weight gradient of a 3×3 convolution with stride 1 by Winograd's F(4×4,3×3): {@code dg = Gᵀ [Σ
 * (A·dy·Aᵀ) ⊙ (Bᵀ·d·B)] G}, the sum over tiles of 4×4 outputs.
 *
 * <p>Chunk by chunk of tiles, the inputs become V [36, tiles, C] and the outputs' gradients Z [36,
 * tiles, O]; then each of the 36 positions adds its product V[p]ᵀ·Z[p] to sums [36, C, O], which
 * become taps in the end. Every sum is taken in order of the tiles.
 *
 * <p>Numerics: as {@link WinogradConvolution}; WinogradBound of the tests derives how much.
 */
final class WinogradWeightGradient {
  private static final int TAPS = 3;

  /** Values of V and Z together at most: 8 MB of the last-level cache. */
  private static final int CHUNK_VALUES = 2 << 20;

  /** Tiles of a chunk at least. */
  private static final int LEAST_CHUNK = 32;

  /** Tiles that a task transforms. */
  private static final int TASK_TILES = 8;

  private final CpuContext context;
  private final WinogradPlan plan;
  private final WinogradInputs inputs;
  private final float[] dy;
  private final float[] dw;
  private final int in;
  private final int out;
  private final int ldc;
  private final int sumsOfPosition;
  private final int chunk;

  /**
   * A gradient.
   *
   * @param plan of the forward pass
   */
  WinogradWeightGradient(CpuContext context, WinogradPlan plan, float[] x, float[] dy, float[] dw) {
    this.context = context;
    this.plan = plan;
    this.inputs = new WinogradInputs(context, plan, x);
    this.dy = dy;
    this.dw = dw;
    in = plan.in();
    out = plan.out();
    ProductKernels kernels = context.kernels().products();
    ldc = kernels.paddedColumns(out);
    sumsOfPosition = plane(Math.multiplyExact(in + ProductKernels.ROW_SLACK, ldc));
    int fitting = CHUNK_VALUES / (POSITIONS * (in + out));
    int most = Math.max(LEAST_CHUNK, Math.min(kernels.sumBlock(), fitting));
    int chunks = (plan.tiles() + most - 1) / most;
    chunk = (plan.tiles() + chunks - 1) / chunks;
  }

  /** Adds the gradient to dw. */
  void run() {
    Scratch shared = context.pool().scratch();
    int slack = CpuStorage.SLACK;
    float[] v = shared.floats(Use.TRANSFORMED, POSITIONS * plane(chunk * in) + slack);
    float[] z = shared.floats(Use.PACKED_SHARED, POSITIONS * plane(chunk * out) + slack);
    float[] sums = shared.floats(Use.PARTIALS, Math.multiplyExact(POSITIONS, sumsOfPosition));
    for (int first = 0; first < plan.tiles(); first += chunk) {
      int start = first;
      int count = Math.min(chunk, plan.tiles() - first);
      int tasks = (count + TASK_TILES - 1) / TASK_TILES;
      context.pool().run(tasks, task -> transform(start, count, task * TASK_TILES, v, z));
      context.pool().run(POSITIONS, p -> multiply(p, start == 0, count, v, z, sums));
    }
    context.pool().run(in, c -> addTaps(c, sums));
  }

  /** V[·, t, ·] and Z[·, t, ·] of some tiles t of the chunk. */
  private void transform(int first, int count, int from, float[] v, float[] z) {
    Scratch scratch = context.pool().scratch();
    int to = Math.min(count, from + TASK_TILES);
    for (int t = from; t < to; t++) {
      inputs.transform(scratch, first + t, v, t * in, plane(count * in));
      transformGradient(scratch, first + t, z, t * out, plane(count * out));
    }
  }

  /** A·dy·Aᵀ of one tile. */
  private void transformGradient(Scratch scratch, int tile, float[] z, int at, int step) {
    WinogradKernels kernels = context.kernels().winograd();
    float[] half = scratch.floats(Use.ROW_A, INPUTS * OUTPUTS * out);
    int height = plan.outHeight();
    int width = plan.outWidth();
    int j = plan.column(tile);
    int i = plan.row(tile);
    int n = plan.image(tile);
    int pitch = OUTPUTS * out;
    if (i + OUTPUTS <= height && j + OUTPUTS <= width) {
      int from = ((n * height + i) * width + j) * out;
      kernels.gradient(dy, from, width * out, half, 0, pitch, pitch);
    } else {
      float[] padded = PaddedTile.copy(scratch, dy, height, width, out, n, i, j, OUTPUTS);
      kernels.gradient(padded, 0, pitch, half, 0, pitch, pitch);
    }
    for (int row = 0; row < INPUTS; row++) {
      kernels.gradient(half, row * pitch, out, z, at + row * INPUTS * step, step, out);
    }
  }

  /** Sums of position p += V[p]ᵀ·Z[p]. */
  private void multiply(int p, boolean first, int count, float[] v, float[] z, float[] sums) {
    ProductKernels kernels = context.kernels().products();
    Scratch scratch = context.pool().scratch();
    int at = p * sumsOfPosition;
    if (first) {
      Arrays.fill(sums, at, at + sumsOfPosition, 0f);
    }
    int[] offsets = new MatrixRows(v, count, in).block(scratch, 0, count).offsets();
    int base = p * plane(count * in);
    int group = kernels.groupColumns(out);
    for (int column = 0; column < out; column += group) {
      int width = Math.min(group, out - column);
      float[] packed = scratch.floats(Use.PACKED_OWN, kernels.packedLength(count, width));
      StridedMatrix right = new StridedMatrix(z, p * plane(count * out) + column, out, 1);
      kernels.pack(right, 0, count, count, width, packed, 0);
      kernels.multiplyTransposed(
          v, offsets, count, base, in, packed, 0, width, sums, at + column, ldc);
    }
  }

  /** dw[·, ·, c, ·] += Gᵀ·m·G of the sums m of one input channel. */
  private void addTaps(int c, float[] sums) {
    WinogradKernels kernels = context.kernels().winograd();
    Scratch scratch = context.pool().scratch();
    float[] half = scratch.floats(Use.ROW_A, TAPS * INPUTS * out);
    float[] taps = scratch.floats(Use.ROW_B, TAPS * TAPS * out);
    for (int q = 0; q < INPUTS; q++) {
      int at = q * sumsOfPosition + c * ldc;
      kernels.taps(sums, at, INPUTS * sumsOfPosition, half, q * out, INPUTS * out, out);
    }
    for (int u = 0; u < TAPS; u++) {
      kernels.taps(half, u * INPUTS * out, out, taps, u * TAPS * out, out, out);
    }
    for (int tap = 0; tap < TAPS * TAPS; tap++) {
      int to = (tap * in + c) * out;
      context.kernels().channels().addSums(taps, tap * out, 1, out, dw, to);
    }
  }
}
