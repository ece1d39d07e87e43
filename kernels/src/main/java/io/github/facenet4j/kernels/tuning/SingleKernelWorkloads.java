package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.LrnSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Calls of ops that have one kernel, at sizes with whole vectors and a rest. */
final class SingleKernelWorkloads {
  private static final Shape MAP = Shape.nhwc(2, 9, 7, 67);

  /** {@code pow} may be off by 16 units in the last place, which are 32 roundings. */
  private static final int POWER_TERMS = 32;

  private SingleKernelWorkloads() {}

  /** Puts a call with its operands on a device. */
  @FunctionalInterface
  private interface Placed {
    Workload.Operation on(MemoryScope scope, Workload.Values values);
  }

  /** A call that is small as it is. */
  private static final class Small extends Workload {
    private final ShapeClass shape;
    private final int terms;
    private final Placed placed;

    Small(String family, Shape sizes, int terms, Placed placed) {
      this.shape = new ShapeClass(family, sizes.toString());
      this.terms = terms;
      this.placed = placed;
    }

    @Override
    ShapeClass shape() {
      return shape;
    }

    @Override
    long multiplyAdds() {
      return 0;
    }

    @Override
    int terms() {
      return terms;
    }

    @Override
    Workload reduced() {
      return this;
    }

    @Override
    Operation on(MemoryScope scope, Values values) {
      return placed.on(scope, values);
    }
  }

  /** One call of each. */
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    for (PoolKind kind : PoolKind.values()) {
      all.add(pool(kind));
    }
    all.add(lrn());
    all.add(l2Normalize());
    all.add(relu());
    all.add(
        new Small(
            "elementwise.add",
            MAP,
            2,
            (scope, values) -> {
              Tensor a = Workload.random(scope, MAP, 1, values);
              Tensor b = Workload.random(scope, MAP, 2, values);
              Tensor y = Workload.unwritten(scope, MAP);
              return new Workload.Operation(() -> scope.backend().elementwise().add(a, b, y), y);
            }));
    Conv2dSpec depthwise = Conv2dSpec.depthwise("check", MAP, 3, 2, 1);
    for (ConvWorkload.Pass pass : ConvWorkload.Pass.values()) {
      String name = pass.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      all.add(new ConvWorkload("depthwise " + name, pass, depthwise));
    }
    return all;
  }

  private static Workload pool(PoolKind kind) {
    PoolSpec spec =
        new PoolSpec(
            "check", kind, MAP.n(), MAP.h(), MAP.w(), MAP.c(), 3, 2, 1, PoolSpec.Rounding.FLOOR);
    return new Small(
        "pool." + kind,
        MAP,
        9,
        (scope, values) -> {
          Tensor x = Workload.random(scope, MAP, 1, values);
          Tensor y = Workload.unwritten(scope, spec.output());
          return new Workload.Operation(() -> scope.backend().pool().forward(spec, x, y, null), y);
        });
  }

  private static Workload lrn() {
    LrnSpec spec = new LrnSpec("check", 2 * 9 * 7, MAP.c(), 5, 1e-1f, 0.75f, 1);
    return new Small(
        "norm.lrn",
        MAP,
        POWER_TERMS,
        (scope, values) -> {
          Tensor x = Workload.random(scope, MAP, 1, values);
          Tensor y = Workload.unwritten(scope, MAP);
          return new Workload.Operation(() -> scope.backend().norm().lrnForward(spec, x, y), y);
        });
  }

  private static Workload l2Normalize() {
    Shape rows = Shape.of(37, 131);
    L2NormSpec spec = L2NormSpec.of("check", 37, 131);
    return new Small(
        "norm.l2",
        rows,
        131,
        (scope, values) -> {
          Tensor x = Workload.random(scope, rows, 1, values);
          Tensor y = Workload.unwritten(scope, rows);
          Tensor norms = scope.floats(Shape.of(37));
          return new Workload.Operation(
              () -> scope.backend().norm().l2NormalizeForward(spec, x, y, norms), y);
        });
  }

  private static Workload relu() {
    ActivationSpec spec = new ActivationSpec("check", Activation.RELU, 2 * 9 * 7, MAP.c());
    return new Small(
        "elementwise.relu",
        MAP,
        1,
        (scope, values) -> {
          Tensor x = Workload.random(scope, MAP, 1, values);
          Tensor y = Workload.unwritten(scope, MAP);
          return new Workload.Operation(
              () -> scope.backend().elementwise().activationForward(spec, x, null, y), y);
        });
  }
}
