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
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Transpose;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Whether a device runs kernels with inline PTX: matrix instructions and asynchronous copies. A
 * variant is built, run on small products in every operand order, or on a small convolution, and
 * compared with exact results. Names of vendors decide nothing, and a failure is an answer, not an
 * error. Thread-safe.
 */
public final class TensorCoreProbe {
  private static final String NAME = "tensor core probe";

  /** Terms of every pass are more than a tile's depth, and no dimension is a multiple of a tile. */
  private static final Conv2dSpec CONVOLUTION =
      new Conv2dSpec(NAME, 2, 7, 6, 12, 40, 3, 3, 1, 1, 1, 1);

  private final KernelRuntime runtime;
  private final Backend backend;
  private final GemmLaunch products;
  private final Map<KernelVariant, Optional<String>> refusals = new ConcurrentHashMap<>();
  private Boolean mayBuildPtx;

  /** A probe of an open device. */
  public TensorCoreProbe(KernelRuntime runtime, Backend backend) {
    this.runtime = runtime;
    this.backend = backend;
    this.products = new GemmLaunch(runtime);
  }

  /** Why a matrix product's variant cannot be used, in one line; empty where it is right. */
  public Optional<String> refusal(KernelVariant variant) {
    return refusals.computeIfAbsent(variant, v -> findOut(v, () -> isRight(v)));
  }

  /** The same of a convolution's variant that rounds operands, in one pass. */
  Optional<String> refusal(Pass pass, KernelVariant variant) {
    return findOut(
        variant,
        () -> {
          Precision precision = Precision.values()[variant.parameter(GemmVariants.PRECISION)];
          KernelVariant portable = RoundedConvVariants.portable(pass, precision).get(0);
          return Arrays.equals(convolution(pass, variant), convolution(pass, portable));
        });
  }

  private Optional<String> findOut(KernelVariant variant, BooleanSupplier isRight) {
    try {
      variant.requireFits(runtime.limits(), List.of());
      boolean isEmulated = variant.parameters().getOrDefault("EMULATE", 0) != 0;
      Optional<String> cannot = isEmulated ? Optional.empty() : ptxRefusal();
      if (cannot.isPresent()) {
        return cannot;
      }
      return isRight.getAsBoolean()
          ? Optional.empty()
          : Optional.of(variant.name() + " builds but gives other results");
    } catch (RuntimeException refused) {
      return Optional.of(reason(refused));
    }
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

  /**
   * Why inline PTX is not worth trying, in one line; empty where it may build. Asked first, for a
   * compiler that has none would print errors for a kernel that is only tried.
   */
  public Optional<String> ptxRefusal() {
    return mayBuildPtx()
        ? Optional.empty()
        : Optional.of("the device's compiler does not build PTX");
  }

  /** False where the compiler names another machine that it builds for. */
  private synchronized boolean mayBuildPtx() {
    if (mayBuildPtx == null) {
      try (MemoryScope scope = MemoryScope.root(backend, NAME)) {
        Tensor answer = scope.floats(Shape.of(1));
        runtime
            .kernel(KernelVariant.of("probe/ptx.cl").group(1))
            .launch(NAME, WorkSize.of(1), answer);
        float[] value = new float[1];
        backend.readFloats(answer, value);
        mayBuildPtx = value[0] != 0;
      }
    }
    return mayBuildPtx;
  }

  /**
   * More than a tile of rows and columns, and terms for a round more than there are stages; with
   * rows of whole quads and with others.
   */
  private boolean isRight(KernelVariant variant) {
    int terms = variant.parameter("BK") * (variant.parameters().getOrDefault("STAGES", 2) + 1);
    for (int rest : new int[] {4, 3}) {
      GemmSpec spec =
          GemmSpec.of(
              NAME, variant.parameter("BM") + rest, variant.parameter("BN") + rest, terms + rest);
      float[] wanted = exact(spec);
      for (Transpose a : Transpose.values()) {
        for (Transpose b : Transpose.values()) {
          if (!Arrays.equals(product(variant, spec.transposed(a, b)), wanted)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private float[] product(KernelVariant variant, GemmSpec spec) {
    try (MemoryScope scope = MemoryScope.root(backend, NAME)) {
      Tensor c = scope.floats(Shape.of(spec.m(), spec.n()));
      products.multiply(
          variant,
          spec,
          stored(scope, spec.m(), spec.k(), 7, spec.transposeA()),
          stored(scope, spec.k(), spec.n(), 5, spec.transposeB()),
          Epilogue.NONE,
          c);
      return read(c);
    }
  }

  private float[] convolution(Pass pass, KernelVariant variant) {
    try (MemoryScope scope = MemoryScope.root(backend, NAME)) {
      Conv2dSpec spec = CONVOLUTION;
      Tensor x = integers(scope, spec.input(), 7);
      Tensor w = integers(scope, spec.filter(), 5);
      Tensor y = integers(scope, spec.output(), 3);
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

  private static Tensor integers(MemoryScope scope, Shape shape, int modulus) {
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(i, 1, modulus);
    }
    return scope.floats(shape, values);
  }

  private static Tensor stored(
      MemoryScope scope, int rows, int columns, int modulus, Transpose transpose) {
    boolean isPlain = transpose == Transpose.NO;
    float[] values = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[isPlain ? row * columns + column : column * rows + row] =
            value(row, column, modulus);
      }
    }
    return scope.floats(isPlain ? Shape.of(rows, columns) : Shape.of(columns, rows), values);
  }

  private static float[] exact(GemmSpec spec) {
    float[] c = new float[spec.m() * spec.n()];
    for (int m = 0; m < spec.m(); m++) {
      for (int k = 0; k < spec.k(); k++) {
        for (int n = 0; n < spec.n(); n++) {
          c[m * spec.n() + n] += value(m, k, 7) * value(k, n, 5);
        }
      }
    }
    return c;
  }

  /** Small integers without a pattern: every precision holds them, and their sums are exact. */
  private static int value(int row, int column, int modulus) {
    return (row * 31 + column * 57 + row * column) % 1009 % modulus - modulus / 2;
  }
}
