package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.WriteMode;

/** Runs one product by one variant, whichever rung it is of. */
final class GemmLaunch {
  private static final KernelVariant ROUND = KernelVariant.of("gemm/round_operand.cl").group(64, 1);
  private static final int PIECE_BYTES = 16;

  private final KernelRuntime runtime;
  private final PanelGemm panels;

  GemmLaunch(KernelRuntime runtime) {
    this.runtime = runtime;
    this.panels = new PanelGemm(runtime);
  }

  /** C = epilogue(op(A)·op(B)), or added to C; the variant fits the device. */
  void multiply(
      KernelVariant variant, GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    switch (variant.path()) {
      case GemmVariants.PANEL -> panels.multiply(variant, spec, a, b, epilogue, c);
      case MultistageVariants.TENSOR_CORE -> rounded(variant, spec, a, b, epilogue, c);
      default -> direct(variant, spec, a, b, epilogue, c);
    }
  }

  /** The rungs that read A and B where they are. */
  private void direct(
      KernelVariant variant, GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    int[] block = GemmVariants.itemBlock(variant);
    KernelVariant stored =
        variant
            .with("TRANSPOSE_A", spec.transposeA() == Transpose.YES ? 1 : 0)
            .with("TRANSPOSE_B", spec.transposeB() == Transpose.YES ? 1 : 0);
    WorkSize size = WorkSize.of(blocks(spec.n(), block[1]), blocks(spec.m(), block[0]));
    launch(stored, spec, size, a, b, epilogue, c);
  }

  /** The rung that reads copies of A and B, rounded and in the order of its tiles. */
  private void rounded(
      KernelVariant variant, GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    boolean isKOutsideA = spec.transposeA() == Transpose.YES;
    boolean isKOutsideB = spec.transposeB() == Transpose.NO;
    WorkSize size =
        WorkSize.of(
            variant.groupItems() * blocks(spec.n(), variant.parameter("BN")),
            blocks(spec.m(), variant.parameter("BM")));
    try (Scratch left = slabs(variant, spec, a, spec.m(), isKOutsideA);
        Scratch right = slabs(variant, spec, b, spec.n(), isKOutsideB)) {
      launch(variant, spec, size, left, right, epilogue, c);
    }
  }

  /** What slabs depend on beside the values of the matrix. */
  private record Slabs(int precision, int depth, int rows, int k, boolean isKOutside) {}

  /**
   * An operand in the order of {@code common/slab.cl}, kept while the matrix stands.
   *
   * @param rows of op(A), or columns of op(B)
   * @param isKOutside whether those lie next to each other in memory
   */
  private Scratch slabs(
      KernelVariant variant, GemmSpec spec, Tensor matrix, int rows, boolean isKOutside) {
    int depth = variant.parameter("BK");
    int precision = variant.parameter(GemmVariants.PRECISION);
    int rowBytes = depth * MultistageVariants.elementBytes(precision);
    int slabs = blocks(spec.k(), depth);
    return runtime.derived(
        matrix,
        new Slabs(precision, depth, rows, spec.k(), isKOutside),
        (long) slabs * rows * (rowBytes / Float.BYTES),
        into ->
            runtime
                .kernel(
                    ROUND
                        .with("BK", depth)
                        .with("TRANSPOSED", isKOutside ? 1 : 0)
                        .with(GemmVariants.PRECISION, precision))
                .launch(
                    spec.layer(),
                    WorkSize.of((long) rows * (rowBytes / PIECE_BYTES), slabs),
                    rows,
                    spec.k(),
                    matrix,
                    into));
  }

  private void launch(
      KernelVariant stored,
      GemmSpec spec,
      WorkSize size,
      Object a,
      Object b,
      Epilogue epilogue,
      Tensor c) {
    runtime
        .kernel(stored)
        .launch(
            spec.layer(),
            size,
            spec.m(),
            spec.n(),
            spec.k(),
            a,
            b,
            epilogue.bias(),
            epilogue.residual(),
            epilogue.slopes(),
            EpilogueArguments.activation(epilogue),
            spec.mode() == WriteMode.ADD ? 1 : 0,
            c);
  }
}
