package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.WinogradPlan.INPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.OUTPUTS;
import static io.github.facenet4j.tensor.cpu.WinogradPlan.POSITIONS;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Arrays;

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
    int j = tile % plan.tilesAcross() * OUTPUTS - plan.left();
    int i = tile / plan.tilesAcross() % plan.tilesDown() * OUTPUTS - plan.top();
    int n = tile / plan.tilesAcross() / plan.tilesDown();
    boolean inside = i >= 0 && j >= 0 && i + INPUTS <= plan.height() && j + INPUTS <= plan.width();
    float[] half = scratch.floats(Use.ROW_A, POSITIONS * in);
    if (inside) {
      int from = ((n * plan.height() + i) * plan.width() + j) * in;
      kernels.input(x, from, plan.width() * in, half, 0, INPUTS * in, INPUTS * in);
    } else {
      float[] padded = padded(scratch, n, i, j);
      kernels.input(padded, 0, INPUTS * in, half, 0, INPUTS * in, INPUTS * in);
    }
    for (int row = 0; row < INPUTS; row++) {
      kernels.input(half, row * INPUTS * in, in, v, at + row * INPUTS * step, step, in);
    }
  }

  /** A copy of the 6×6 inputs from row i and column j on, zeros where there are none. */
  private float[] padded(Scratch scratch, int n, int i, int j) {
    int in = plan.in();
    int pitch = INPUTS * in;
    float[] copy = scratch.floats(Use.PADDED, INPUTS * pitch);
    int from = Math.max(0, -j) * in;
    int to = Math.max(from, Math.min(INPUTS, plan.width() - j) * in);
    for (int row = 0; row < INPUTS; row++) {
      int start = row * pitch;
      if (i + row < 0 || i + row >= plan.height()) {
        Arrays.fill(copy, start, start + pitch, 0f);
        continue;
      }
      Arrays.fill(copy, start, start + from, 0f);
      int source = ((n * plan.height() + i + row) * plan.width() + j) * in;
      System.arraycopy(x, source + from, copy, start + from, to - from);
      Arrays.fill(copy, start + to, start + pitch, 0f);
    }
    return copy;
  }
}
