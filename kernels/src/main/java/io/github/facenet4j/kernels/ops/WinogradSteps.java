package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What the passes of Winograd's algorithm on GPUs have in common: rungs, inputs, products. */
final class WinogradSteps {
  /** Work-items of a group of the steps beside the products. */
  private static final int GROUP = 128;

  private WinogradSteps() {}

  /** F(2×2), F(3×3) and F(4×4) on every tile of the products, smallest first. */
  static List<KernelVariant> variants(String path) {
    List<KernelVariant> variants = new ArrayList<>();
    for (int side = 2; side <= 4; side++) {
      for (KernelVariant tile : QuadTiles.of(path)) {
        int across = tile.parameter("BN") / tile.parameter("RN");
        int down = tile.parameter("BM") / tile.parameter("RM");
        variants.add(tile.with("TILE", side).group(across, down, 1));
      }
    }
    return List.copyOf(variants);
  }

  /** A step beside the products. */
  static KernelVariant step(String path, int side) {
    return KernelVariant.of(path).with("TILE", side).with("GROUP", GROUP).group(GROUP);
  }

  /**
   * Step 1, {@code conv2d/04_winograd_inputs.cl}: values [SPAN²][rows][C].
   *
   * @param in H, W, C of the source
   * @param originHeight source row of the first tile's window
   * @param originWidth its column
   * @param first tile of the rows
   * @param count tiles; the rows behind them become 0
   */
  static void inputs(
      KernelRuntime runtime,
      String layer,
      int[] in,
      int originHeight,
      int originWidth,
      WinogradTiles tiles,
      int first,
      int count,
      int rows,
      Tensor source,
      Scratch values) {
    runtime
        .kernel(step("conv2d/04_winograd_inputs.cl", tiles.side()))
        .launch(
            layer,
            WorkSize.of((long) rows * in[2]),
            new int[] {in[0], in[1], in[2], 0},
            new int[] {originHeight, originWidth},
            tiles.argument(first + count, first),
            rows,
            source,
            values);
  }

  /** A product m×k times k×n of the batch, by {@code gemm/04_vectorised.cl}. */
  record Product(int m, int n, int k) {

    /** Groups of a launch of so many. */
    long groups(KernelVariant variant, int batch) {
      return (long) batch * blocks(m, variant.parameter("BM")) * blocks(n, variant.parameter("BN"));
    }

    /**
     * Step 2.
     *
     * @param add whether c is added to
     */
    void launch(
        KernelRuntime runtime,
        KernelVariant variant,
        String layer,
        int batch,
        Scratch a,
        Scratch b,
        boolean add,
        Scratch c) {
      runtime
          .kernel(variant)
          .launch(
              layer,
              WorkSize.of(
                  blocks(n, variant.parameter("RN")), blocks(m, variant.parameter("RM")), batch),
              m,
              n,
              k,
              a,
              b,
              null,
              null,
              null,
              0,
              add ? 1 : 0,
              c);
    }
  }
}
