package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.WriteMode;

/**
 * The processor's matrix product: packs what is not yet a stream of panels, then runs one launch
 * per block of k.
 *
 * <p>Scratch memory: up to K·(M + N) floats, rounded up to whole panels.
 */
final class PanelGemm {
  /** Steps of k that one work-item packs. */
  private static final int PACK_STEPS = 256;

  /** A panel of B for one block of k should leave half of a typical second-level cache free. */
  private static final int PANEL_BYTES = 256 << 10;

  private final KernelRuntime runtime;

  PanelGemm(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /** An operand as the kernel reads it; packed holds scratch memory, or is null. */
  private record Panels(Object buffer, int panelStride, int step, Scratch packed)
      implements AutoCloseable {
    @Override
    public void close() {
      if (packed != null) {
        packed.close();
      }
    }
  }

  /** What panels depend on beside the values of the matrix. */
  private record Packed(int width, int count, int k, boolean contiguous) {}

  void multiply(
      KernelVariant variant, GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    int rows = variant.parameter("MR");
    int columns = variant.parameter("NV") * variant.parameter("VW");
    boolean aHasRowsInnermost = spec.transposeA() == Transpose.YES;
    boolean bHasColumnsInnermost = spec.transposeB() == Transpose.NO;
    try (Panels left = panels(spec, a, spec.m(), rows, aHasRowsInnermost, spec.n() / columns);
        Panels right = panels(spec, b, spec.n(), columns, bHasColumnsInnermost, spec.m() / rows)) {
      int block = Math.max(64, PANEL_BYTES / DataType.BYTES / columns);
      int blocks = WorkSize.blocks(spec.k(), block);
      for (int i = 0; i < blocks; i++) {
        int begin = (int) ((long) spec.k() * i / blocks);
        int end = (int) ((long) spec.k() * (i + 1) / blocks);
        boolean first = i == 0;
        boolean last = i == blocks - 1;
        TileBlocks cut =
            TileBlocks.of(
                runtime.limits(),
                WorkSize.blocks(spec.n(), columns),
                WorkSize.blocks(spec.m(), rows),
                (long) DataType.BYTES * rows * (end - begin));
        Kernel kernel = runtime.kernel(cut.applyTo(variant));
        kernel.launch(
            spec.layer(),
            cut.size(),
            spec.m(),
            spec.n(),
            begin,
            end,
            left.buffer(),
            left.panelStride(),
            left.step(),
            right.buffer(),
            right.panelStride(),
            right.step(),
            last ? epilogue.bias() : null,
            // Read before the first store: the residual may be C itself.
            first ? epilogue.residual() : null,
            last ? epilogue.slopes() : null,
            last ? EpilogueArguments.activation(epilogue) : 0,
            !first || spec.mode() == WriteMode.ADD ? 1 : 0,
            c);
      }
    }
  }

  /**
   * The operand in place when its rows already are panels' rows and too few tiles would use a
   * packed copy, else packed.
   *
   * @param count rows of op(A) or columns of op(B)
   * @param width rows or columns of a tile
   * @param contiguous whether those lie next to each other
   * @param uses how many tiles read each panel
   */
  private Panels panels(
      GemmSpec spec, Tensor matrix, int count, int width, boolean contiguous, int uses) {
    if (contiguous && count % width == 0 && uses < 4) {
      return new Panels(matrix, width, count, null);
    }
    int panels = WorkSize.blocks(count, width);
    Scratch packed =
        runtime.derived(
            matrix,
            new Packed(width, count, spec.k(), contiguous),
            (long) panels * width * spec.k(),
            into ->
                runtime
                    .kernel(
                        KernelVariant.of("gemm/pack_panels.cl")
                            .with("P", width)
                            .with("TRANSPOSED", contiguous ? 0 : 1)
                            .with("KB", PACK_STEPS)
                            .group(1, 1))
                    .launch(
                        spec.layer(),
                        WorkSize.of(panels, WorkSize.blocks(spec.k(), PACK_STEPS)),
                        spec.k(),
                        count,
                        matrix,
                        into));
    return new Panels(packed, width * spec.k(), width, packed);
  }
}
