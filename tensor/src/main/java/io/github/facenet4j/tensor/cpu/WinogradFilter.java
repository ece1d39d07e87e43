package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.WinogradPlan.INPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.POSITIONS;

import io.github.facenet4j.tensor.cpu.Scratch.Use;

/**
 * Transforms 3×3 filters [3, 3, C, O] and packs them as {@link WinogradPlan#POSITIONS} matrices a
 * group of output channels: [C, O], or turned round and transposed to [O, C] for data gradients.
 */
final class WinogradFilter {
  /** Rows of the packed matrices that one task makes. */
  private static final int ROWS = 64;

  private static final int TAPS = 3;

  private final CpuContext context;
  private final WinogradPlan plan;
  private final float[] w;
  private final Turn turn;

  /** Which pass the filter is for. */
  enum Turn {
    /** Forward: as it is. */
    NONE,
    /** Data gradient: taps from last to first, input and output channels exchanged. */
    HALF
  }

  WinogradFilter(CpuContext context, WinogradPlan plan, float[] w, Turn turn) {
    this.context = context;
    this.plan = plan;
    this.w = w;
    this.turn = turn;
  }

  /** Values that {@link #pack} fills. */
  static int packedLength(ProductKernels kernels, WinogradPlan plan) {
    int last = plan.groups() - 1;
    int length = kernels.packedLength(plan.in(), plan.groupWidth(last));
    return Math.addExact(plan.packedOffset(last), Math.multiplyExact(POSITIONS, length));
  }

  void pack(float[] packed) {
    int blocks = (plan.in() + ROWS - 1) / ROWS;
    context
        .pool()
        .run(blocks * plan.groups(), task -> pack(task % blocks * ROWS, task / blocks, packed));
  }

  /** Rows from … from+63 of one group. Lines are values of c, each a run of consecutive o. */
  private void pack(int from, int group, float[] packed) {
    int rows = Math.min(ROWS, plan.in() - from);
    int column = group * plan.group();
    int width = plan.groupWidth(group);
    boolean turned = turn == Turn.HALF;
    int lines = turned ? width : rows;
    int length = turned ? rows : width;
    Scratch scratch = context.pool().scratch();
    float[] u = scratch.floats(Use.TRANSFORMED, POSITIONS * lines * length);
    for (int line = 0; line < lines; line++) {
      transform(
          scratch, line, (turned ? column : from) + line, turned ? from : column, lines, length, u);
    }
    ProductKernels kernels = context.kernels().products();
    int size = kernels.packedLength(plan.in(), width);
    for (int p = 0; p < POSITIONS; p++) {
      int start = p * lines * length;
      StridedMatrix matrix =
          turned ? new StridedMatrix(u, start, 1, length) : new StridedMatrix(u, start, length, 1);
      int target = plan.packedOffset(group) + p * size;
      kernels.pack(matrix, from, from + rows, plan.in(), width, packed, target);
    }
  }

  /** u[p, line, ·] = G·w[·, ·, c, o … o+length−1]·Gᵀ. */
  private void transform(
      Scratch scratch, int line, int c, int o, int lines, int length, float[] u) {
    WinogradKernels kernels = context.kernels().winograd();
    int outs = turn == Turn.HALF ? plan.in() : plan.out();
    int tap = Math.multiplyExact(plan.in(), plan.out());
    int first = turn == Turn.HALF ? TAPS - 1 : 0;
    int step = turn == Turn.HALF ? -1 : 1;
    float[] half = scratch.floats(Use.ROW_A, INPUTS * TAPS * length);
    for (int v = 0; v < TAPS; v++) {
      int at = (first * TAPS + v) * tap + c * outs + o;
      kernels.filter(w, at, step * TAPS * tap, half, v * length, TAPS * length, length);
    }
    for (int i = 0; i < INPUTS; i++) {
      int at = (i * TAPS + first) * length;
      int to = (i * INPUTS * lines + line) * length;
      kernels.filter(half, at, step * length, u, to, lines * length, length);
    }
  }
}
