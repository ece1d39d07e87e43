package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether a device multiplies by tensor cores: {@code gemm/06_tensor_core.cl} is built, run on one
 * small product in every operand order, and compared with {@code gemm/05_rounded.cl}; {@code
 * conv2d/05_tensor_core_*.cl} on one small convolution in every pass, with {@code
 * conv2d/04_rounded_*.cl}. Names of vendors decide nothing, and a failure is an answer, not an
 * error.
 */
final class TensorCoreProbe {
  private static final String LAYER = "tensor core probe";

  /** Rows, columns and terms: more than a tile's depth, so that both tiles are filled. */
  private static final int ROWS = 24;

  private static final int COLUMNS = 40;
  private static final int TERMS = 68;

  /** Terms of every pass are more than a tile's depth, and no dimension is a multiple of a tile. */
  private static final Conv2dSpec CONVOLUTION =
      new Conv2dSpec(LAYER, 2, 7, 6, 12, 40, 3, 3, 1, 1, 1, 1);

  private final KernelRuntime runtime;
  private final Backend backend;
  private final Precision precision;

  /**
   * A probe of one device.
   *
   * @param backend of the runtime; its memory is used
   */
  TensorCoreProbe(KernelRuntime runtime, Backend backend, Precision precision) {
    this.runtime = runtime;
    this.backend = backend;
    this.precision = precision;
  }

  /** Why matrix products cannot be computed so, in one line; empty where each tile is right. */
  Optional<String> productRefusal() {
    return productRefusal(GemmVariants.tensorCore(precision));
  }

  /** The same for these variants. */
  Optional<String> productRefusal(List<KernelVariant> variants) {
    KernelVariant portable = GemmVariants.rounded(precision).get(0);
    for (int transposes = 0; transposes < 4; transposes++) {
      int order = transposes;
      Optional<String> refusal =
          refusal(portable, variants, variant -> product(oriented(variant, order)));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  /** Why convolutions cannot be computed so, in one line; empty where each pass is right. */
  Optional<String> convolutionRefusal() {
    for (Pass pass : Pass.values()) {
      Optional<String> refusal =
          convolutionRefusal(pass, RoundedConvVariants.tensorCore(pass, precision));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  /** The same for these variants of a pass. */
  Optional<String> convolutionRefusal(Pass pass, List<KernelVariant> variants) {
    KernelVariant portable = RoundedConvVariants.portable(pass, precision).get(0);
    return refusal(portable, variants, variant -> convolution(pass, variant));
  }

  private Optional<String> refusal(
      KernelVariant portable,
      List<KernelVariant> variants,
      Function<KernelVariant, float[]> results) {
    float[] wanted = results.apply(portable);
    for (KernelVariant variant : variants) {
      try {
        if (variant.fits(runtime.limits()) && !Arrays.equals(results.apply(variant), wanted)) {
          return Optional.of(variant.name() + " builds but gives other results");
        }
      } catch (RuntimeException refused) {
        return Optional.of(reason(refused));
      }
    }
    return Optional.empty();
  }

  private static KernelVariant oriented(KernelVariant variant, int transposes) {
    return variant.with("TRANSPOSE_A", transposes % 2).with("TRANSPOSE_B", transposes / 2);
  }

  /** The first line of a message, and what a compiler's log behind it complains of first. */
  private static String reason(RuntimeException refused) {
    String message = String.valueOf(refused.getMessage());
    String first = message.lines().findFirst().orElse("no reason given");
    return message
        .lines()
        .skip(1)
        .filter(line -> line.contains("error"))
        .findFirst()
        .map(error -> first + " " + error.strip())
        .orElse(first);
  }

  private float[] product(KernelVariant variant) {
    int[] block = GemmVariants.itemBlock(variant);
    try (MemoryScope scope = MemoryScope.root(backend, LAYER)) {
      Tensor c = scope.floats(Shape.of(ROWS, COLUMNS));
      runtime
          .kernel(variant)
          .launch(
              LAYER,
              WorkSize.of(WorkSize.blocks(COLUMNS, block[1]), WorkSize.blocks(ROWS, block[0])),
              ROWS,
              COLUMNS,
              TERMS,
              integers(scope, Shape.of(ROWS, TERMS), 7),
              integers(scope, Shape.of(TERMS, COLUMNS), 11),
              null,
              null,
              null,
              0,
              0,
              c);
      return read(c);
    }
  }

  private float[] convolution(Pass pass, KernelVariant variant) {
    try (MemoryScope scope = MemoryScope.root(backend, LAYER)) {
      Conv2dSpec spec = CONVOLUTION;
      Tensor x = integers(scope, spec.input(), 7);
      Tensor w = integers(scope, spec.filter(), 11);
      Tensor y = integers(scope, spec.output(), 13);
      switch (pass) {
        case FORWARD ->
            new ImplicitGemm(runtime)
                .run(
                    variant,
                    spec,
                    ConvGeometry.forward(spec),
                    FilterTaps.forward(spec),
                    x,
                    w,
                    Epilogue.NONE,
                    y);
        case DATA_GRADIENT -> {
          ConvGeometry.Part part = ConvGeometry.dataGradient(spec).get(0);
          new ImplicitGemm(runtime)
              .run(variant, spec, part.geometry(), part.taps(), y, w, Epilogue.NONE, x);
        }
        case WEIGHT_GRADIENT -> new WeightGradient(runtime).run(variant, spec, x, y, w);
        default -> throw new IllegalArgumentException("No probe of " + pass);
      }
      return read(pass == Pass.FORWARD ? y : pass == Pass.DATA_GRADIENT ? x : w);
    }
  }

  private float[] read(Tensor result) {
    float[] values = new float[result.shape().intElements()];
    backend.readFloats(result, values);
    return values;
  }

  /** Small integers: every precision holds them and their sums, so results are equal to the bit. */
  private static Tensor integers(MemoryScope scope, Shape shape, int modulus) {
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 31 % 1009 % modulus - modulus / 2;
    }
    return scope.floats(shape, values);
  }
}
