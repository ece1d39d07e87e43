package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.List;
import java.util.Set;

/** The rungs of the dense convolution's passes over rounded operands, smallest tiles first. */
final class RoundedConvVariants {
  static final String IMPLICIT_GEMM = "conv2d/04_rounded_implicit_gemm.cl";
  static final String WEIGHT_GRADIENT = "conv2d/04_rounded_weight_gradient.cl";
  static final String TENSOR_CORE_IMPLICIT_GEMM = "conv2d/05_tensor_core_implicit_gemm.cl";
  static final String TENSOR_CORE_WEIGHT_GRADIENT = "conv2d/05_tensor_core_weight_gradient.cl";

  /** All of them; each is launched as the vectorised rung of its pass. */
  static final Set<String> PATHS =
      Set.of(
          IMPLICIT_GEMM, WEIGHT_GRADIENT, TENSOR_CORE_IMPLICIT_GEMM, TENSOR_CORE_WEIGHT_GRADIENT);

  private RoundedConvVariants() {}

  /** What computes a pass on any device. */
  static List<KernelVariant> portable(Pass pass, Precision precision) {
    String path = pass == Pass.WEIGHT_GRADIENT ? WEIGHT_GRADIENT : IMPLICIT_GEMM;
    return QuadTiles.of(path).stream()
        .map(tile -> tile.with(GemmVariants.PRECISION, precision.ordinal()))
        .toList();
  }

  /** What computes a pass by matrix units; see {@link TensorCoreProbe}. */
  static List<KernelVariant> tensorCore(Pass pass, Precision precision) {
    return WarpTiles.of(
        pass == Pass.WEIGHT_GRADIENT ? TENSOR_CORE_WEIGHT_GRADIENT : TENSOR_CORE_IMPLICIT_GEMM,
        precision);
  }
}
