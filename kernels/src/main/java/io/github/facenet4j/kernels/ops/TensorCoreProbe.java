package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether a device multiplies by tensor cores: {@code gemm/06_tensor_core.cl} is built, run on one
 * small product in every operand order, and compared with {@code gemm/05_rounded.cl}. Names of
 * vendors decide nothing, and a failure is an answer, not an error.
 */
final class TensorCoreProbe {
  /** Rows, columns and terms: more than a tile's depth, so that both tiles are filled. */
  private static final int ROWS = 24;

  private static final int COLUMNS = 40;
  private static final int TERMS = 68;

  private final KernelRuntime runtime;
  private final Backend backend;

  TensorCoreProbe(KernelRuntime runtime, Backend backend) {
    this.runtime = runtime;
    this.backend = backend;
  }

  /** Why these variants cannot be used, in one line; empty where each is right. */
  Optional<String> refusal(List<KernelVariant> variants, Precision precision) {
    KernelVariant portable = GemmVariants.rounded(precision).get(0);
    for (KernelVariant variant : variants) {
      try {
        for (int transposes = 0; transposes < 4; transposes++) {
          float[] wanted = product(oriented(portable, transposes));
          if (!Arrays.equals(product(oriented(variant, transposes)), wanted)) {
            return Optional.of(variant.name() + " builds but gives other results");
          }
        }
      } catch (RuntimeException refused) {
        return Optional.of(firstLine(refused));
      }
    }
    return Optional.empty();
  }

  private static KernelVariant oriented(KernelVariant variant, int transposes) {
    return variant.with("TRANSPOSE_A", transposes % 2).with("TRANSPOSE_B", transposes / 2);
  }

  private static String firstLine(RuntimeException refused) {
    return String.valueOf(refused.getMessage()).lines().findFirst().orElse("no reason given");
  }

  private float[] product(KernelVariant variant) {
    int[] block = GemmVariants.itemBlock(variant);
    try (MemoryScope scope = MemoryScope.root(backend, "tensor core probe")) {
      Tensor c = scope.floats(Shape.of(ROWS, COLUMNS));
      runtime
          .kernel(variant)
          .launch(
              "tensor core probe",
              WorkSize.of(WorkSize.blocks(COLUMNS, block[1]), WorkSize.blocks(ROWS, block[0])),
              ROWS,
              COLUMNS,
              TERMS,
              scope.floats(Shape.of(ROWS, TERMS), integers(ROWS * TERMS, 7)),
              scope.floats(Shape.of(TERMS, COLUMNS), integers(TERMS * COLUMNS, 11)),
              null,
              null,
              null,
              0,
              0,
              c);
      float[] values = new float[ROWS * COLUMNS];
      backend.readFloats(c, values);
      return values;
    }
  }

  /** Small integers: every precision holds them and their sums, so results are equal to the bit. */
  private static float[] integers(int length, int modulus) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i * 31 % 1009 % modulus - modulus / 2;
    }
    return values;
  }
}
