package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * Sums over the rows of a map, channel by channel: the gradients of bias, slopes and norms.
 *
 * <p>Two launches: chunks of rows are summed at the same time, then the chunks are added up in
 * order. No atomics, so the same bits on every run.
 */
final class ColumnSums {
  static final String FAMILY = "reduction";

  private static final KernelVariant NAIVE =
      KernelVariant.of("reduction/01_naive.cl").with("GROUP", 64).group(64);

  private static final String CHUNKS = "reduction/02_chunks.cl";

  private final KernelRuntime runtime;
  private final KernelMemo kernels;
  private final Geometry geometry;
  private final VariantChoices choices;

  /** The ladder {@code reduction/*.cl}, lowest rung first. */
  private final List<KernelVariant> variants;

  ColumnSums(KernelRuntime runtime, Geometry geometry, VariantChoices choices) {
    this.runtime = runtime;
    kernels = new KernelMemo(runtime);
    this.geometry = geometry;
    this.choices = choices;
    variants = List.of(NAIVE, geometry.columnSums(CHUNKS));
  }

  /** {@code out[c] += Σ over rows of x[row,c]}. */
  void add(String layer, int rows, int channels, Tensor x, Tensor out) {
    Elements.count(layer, (long) rows * channels);
    Geometry layout = geometry.forChannels(channels);
    if (NAIVE.equals(choices.forced(FAMILY, variants).orElse(null))) {
      runtime.kernel(NAIVE).launch(layer, WorkSize.of(channels), rows, channels, x, out);
      return;
    }
    try (Scratch partial = partial(1, rows, channels)) {
      kernels
          .get(Geometry::columnSums, layout, CHUNKS)
          .launch(
              layer,
              layout.columnSize(rows, channels),
              rows,
              channels,
              layout.chunk(rows),
              x,
              partial);
      finish(layer, rows, channels, partial, out, null, null);
    }
  }

  /** Room for so many sums of each chunk. */
  Scratch partial(int sums, int rows, int channels) {
    return runtime.scratch((long) sums * geometry.chunks(rows) * channels);
  }

  /**
   * Adds up the chunks.
   *
   * @param first is added the first sum
   * @param second is added the second sum, null when there is one
   * @param totals [sums, channels], receives the sums; or null
   */
  void finish(
      String layer,
      int rows,
      int channels,
      Scratch partial,
      Tensor first,
      Tensor second,
      Scratch totals) {
    Geometry layout = geometry.forChannels(channels);
    kernels
        .get(Geometry::finishing, layout, "reduction/finish.cl")
        .launch(
            layer,
            layout.finishingSize(channels),
            layout.chunks(rows),
            channels,
            partial,
            first,
            second,
            totals);
  }
}
