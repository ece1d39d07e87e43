package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Inverted residual bottlenecks in one launch, on processors: the wide maps stay in the caches.
 *
 * <p>Scratch memory: the two 1×1 filters as panels.
 */
public final class FusedBottleneck {
  private static final String PATH = "bottleneck/cpu_02_fused.cl";

  private final KernelRuntime runtime;
  private final ConcurrentMap<Call, Optional<Prepared>> prepared = new ConcurrentHashMap<>();

  /** What a launch depends on beside its operands. */
  private record Call(InvertedResidualSpec spec, Activation expanded, Activation filtered) {}

  /** How it is cut, and the kernel for that. */
  private record Prepared(BottleneckPlan plan, Kernel kernel) {}

  FusedBottleneck(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /** Whether a device computes a bottleneck without slopes in one launch. */
  public static boolean fuses(DeviceLimits limits, InvertedResidualSpec spec) {
    return limits.isCpu() && BottleneckPlan.of(limits, spec).isPresent();
  }

  /**
   * Computes y where the device and the steps allow it.
   *
   * @return whether it was done
   */
  boolean run(
      InvertedResidualSpec spec,
      Tensor x,
      ConvStep expand,
      ConvStep filter,
      ConvStep project,
      Tensor y) {
    boolean withoutSlopes =
        expand.epilogue().slopes() == null
            && filter.epilogue().slopes() == null
            && project.epilogue().slopes() == null;
    if (!runtime.limits().isCpu() || !withoutSlopes || project.epilogue().place() != null) {
      return false;
    }
    Call call = new Call(spec, expand.epilogue().activation(), filter.epilogue().activation());
    Optional<Prepared> found = prepared.computeIfAbsent(call, this::prepare);
    found.ifPresent(how -> launch(how, spec, x, expand, filter, project, y));
    return found.isPresent();
  }

  private Optional<Prepared> prepare(Call call) {
    KernelVariant variant =
        KernelVariant.of(PATH)
            .with("C", call.spec().inChannels())
            .with("STRIDE", call.spec().stride())
            .with("EXPANDED", EpilogueArguments.code(call.expanded()))
            .with("FILTERED", EpilogueArguments.code(call.filtered()));
    return BottleneckPlan.of(runtime.limits(), call.spec())
        .map(plan -> new Prepared(plan, runtime.kernel(plan.applyTo(variant))));
  }

  private void launch(
      Prepared how,
      InvertedResidualSpec spec,
      Tensor x,
      ConvStep expand,
      ConvStep filter,
      ConvStep project,
      Tensor y) {
    BottleneckPlan plan = how.plan();
    Epilogue last = project.epilogue();
    try (Scratch w1 = panels(spec.expansion(), plan.wide().columns(), expand.w());
        Scratch w3 = panels(spec.projection(), plan.projectedColumns(), project.w())) {
      how.kernel()
          .launch(
              spec.layer(),
              WorkSize.of(blocks(spec.outHeight(), plan.strip()), spec.batch()),
              new int[] {spec.height(), spec.width(), spec.wideChannels(), spec.outChannels()},
              new int[] {spec.outHeight(), spec.outWidth(), plan.strip(), plan.block()},
              plan.held(),
              x,
              w1,
              expand.epilogue().bias(),
              filter.w(),
              filter.epilogue().bias(),
              w3,
              last.bias(),
              last.residual(),
              EpilogueArguments.activation(last),
              y);
    }
  }

  private Scratch panels(Conv2dSpec pointwise, int width, Tensor w) {
    return FilterPanels.of(
        runtime,
        pointwise,
        FilterTaps.forward(pointwise),
        pointwise.inChannels(),
        pointwise.outChannels(),
        width,
        0,
        w);
  }
}
