package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.WinogradPlan.INPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.POSITIONS;

import io.github.facenet4j.tensor.cpu.Scratch.Use;

/** The 6×6 inputs of a plan's tiles, transformed: {@code Bᵀ·d·B} for every channel. */
final class WinogradInputs {
  private final CpuContext context;
  private final WinogradPlan plan;
  private final float[] x;

  /** Of a map as the plan describes it. */
  WinogradInputs(CpuContext context, WinogradPlan plan, float[] x) {
    this.context = context;
    this.plan = plan;
    this.x = x;
  }

  /**
   * Transforms one tile.
   *
   * @param v receives the C values of position p from {@code at + p·step} on
   */
  void transform(Scratch scratch, int tile, float[] v, int at, int step) {
    WinogradKernels kernels = context.kernels().winograd();
    int in = plan.in();
    int j = plan.column(tile) - plan.left();
    int i = plan.row(tile) - plan.top();
    int n = plan.image(tile);
    boolean inside = i >= 0 && j >= 0 && i + INPUTS <= plan.height() && j + INPUTS <= plan.width();
    float[] half = scratch.floats(Use.ROW_A, POSITIONS * in);
    if (inside) {
      int from = ((n * plan.height() + i) * plan.width() + j) * in;
      kernels.input(x, from, plan.width() * in, half, 0, INPUTS * in, INPUTS * in);
    } else {
      float[] padded =
          PaddedTile.copy(scratch, x, plan.height(), plan.width(), in, n, i, j, INPUTS);
      kernels.input(padded, 0, INPUTS * in, half, 0, INPUTS * in, INPUTS * in);
    }
    for (int row = 0; row < INPUTS; row++) {
      kernels.input(half, row * INPUTS * in, in, v, at + row * INPUTS * step, step, in);
    }
  }
}
