package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.L2NormSpec;

/** Rows scaled to unit length, {@code norm/l2_normalize_forward.cl}. */
final class UnitRows {
  private final KernelMemo kernels;
  private final Geometry geometry;

  UnitRows(KernelRuntime runtime, Geometry geometry) {
    kernels = new KernelMemo(runtime);
    this.geometry = geometry;
  }

  /** One of the two kernels of the L2 normalisation. */
  static KernelVariant kernel(Geometry layout, String path) {
    return layout.byRow(path).localMemory((long) layout.lanes() * layout.rows() * Float.BYTES);
  }

  /**
   * Launches.
   *
   * @param x tensor or scratch [rows, columns], like y
   * @param inverseNorms tensor or scratch [rows]
   */
  void forward(L2NormSpec spec, Object x, Object y, Object inverseNorms) {
    Geometry layout = geometry.forChannels(spec.columns());
    kernels
        .get(UnitRows::kernel, layout, "norm/l2_normalize_forward.cl")
        .launch(
            spec.layer(),
            layout.rowSize(spec.rows()),
            spec.rows(),
            spec.columns(),
            spec.epsilon(),
            x,
            y,
            inverseNorms);
  }
}
