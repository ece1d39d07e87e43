package io.github.facenet4j.kernels.ops;

import static io.github.facenet4j.kernels.library.WorkSize.blocks;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs short convolutions that do not wait for each other in one launch on processors, see {@code
 * conv2d/cpu_02_joined.cl}.
 *
 * <p>Scratch memory: the filters as panels.
 */
final class JoinedConvolutions {
  private static final String PATH = "conv2d/cpu_02_joined.cl";

  /** Convolutions of a launch. */
  private static final int MOST = 4;

  /** Arguments of the kernel for each. */
  private static final int ARGUMENTS = 6;

  /**
   * Multiply-adds for each compute unit up to which a convolution is short: a tenth of a
   * millisecond, against the hundredth that it takes until all units work on a launch.
   */
  private static final long SHORT = 1 << 23;

  private final KernelRuntime runtime;
  private final ImplicitGemm implicit;
  private final ConcurrentMap<List<Part>, Plan> plans = new ConcurrentHashMap<>();

  JoinedConvolutions(KernelRuntime runtime, ImplicitGemm implicit) {
    this.runtime = runtime;
    this.implicit = implicit;
  }

  /** What the launch of a convolution depends on beside where its operands are. */
  private record Part(Conv2dSpec spec, Target target, Activation activation) {
    static Part of(ConvCall call) {
      Conv2dSpec spec = call.spec();
      spec.check(call.x(), call.w(), call.epilogue(), call.y());
      OpenClConvOps.checkSizes(spec);
      Target target = Target.of(spec.place(call.epilogue()));
      return new Part(spec, target, call.epilogue().activation());
    }

    ConvGeometry geometry() {
      return ConvGeometry.forward(spec, target);
    }
  }

  /**
   * A launch without its operands; the same launches come again and again.
   *
   * @param order the parts, the one with the most work first
   * @param geometries in that order
   * @param maps the kernel's first argument for each, in that order
   * @param shares the kernel's second argument for each: how many groups, at last, there are
   */
  private record Plan(
      String what,
      KernelVariant variant,
      int[] order,
      ConvGeometry[] geometries,
      int[][] maps,
      int[][] shares) {

    int columns() {
      return RegisterTile.of(variant).columns();
    }

    WorkSize size() {
      return WorkSize.of(shares[MOST - 1][2]);
    }
  }

  /** Runs those that it can join, and returns the others. */
  List<ConvCall> run(List<ConvCall> calls) {
    if (!runtime.limits().isCpu() || calls.size() < 2) {
      return calls;
    }
    List<ConvCall> others = new ArrayList<>();
    List<ConvCall> shortOnes = new ArrayList<>();
    for (ConvCall call : calls) {
      (isShort(call) ? shortOnes : others).add(call);
    }
    for (int i = 0; i < shortOnes.size(); i += MOST) {
      List<ConvCall> joined = shortOnes.subList(i, Math.min(shortOnes.size(), i + MOST));
      if (joined.size() == 1) {
        others.add(joined.get(0));
      } else {
        launch(joined);
      }
    }
    return others;
  }

  /** Whether the kernel computes it, and it is too short for a launch of its own. */
  private boolean isShort(ConvCall call) {
    Conv2dSpec spec = call.spec();
    return spec.multiplyAdds() <= SHORT * runtime.limits().computeUnits()
        && !spec.isDepthwise()
        && spec.inChannels() >= ImplicitGemm.FEW_CHANNELS
        && call.epilogue().residual() == null
        && call.epilogue().activation() != Activation.PRELU;
  }

  private void launch(List<ConvCall> calls) {
    List<Part> parts = new ArrayList<>(MOST);
    for (ConvCall call : calls) {
      parts.add(Part.of(call));
    }
    Plan plan = plans.get(parts);
    if (plan == null) {
      plan = plan(parts);
      plans.put(parts, plan);
    }
    Object[] arguments = new Object[MOST * ARGUMENTS];
    List<Scratch> panels = new ArrayList<>(MOST);
    try {
      for (int i = 0; i < MOST; i++) {
        int at = i * ARGUMENTS;
        arguments[at] = plan.maps()[i];
        arguments[at + 1] = plan.shares()[i];
        if (i < calls.size()) {
          ConvCall call = calls.get(plan.order()[i]);
          FilterTaps taps = FilterTaps.forward(call.spec());
          Scratch filter =
              implicit.panels(call.spec(), plan.geometries()[i], taps, plan.columns(), call.w());
          panels.add(filter);
          arguments[at + 2] = call.x();
          arguments[at + 3] = filter;
          arguments[at + 4] = call.epilogue().bias();
          arguments[at + 5] = call.y();
        }
      }
      runtime.kernel(plan.variant()).launch(plan.what(), plan.size(), arguments);
    } finally {
      panels.forEach(Scratch::close);
    }
  }

  private Plan plan(List<Part> parts) {
    int[] order =
        IntStream.range(0, parts.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> -parts.get(i).spec().multiplyAdds()))
            .mapToInt(i -> i)
            .toArray();
    ConvGeometry[] geometries =
        IntStream.of(order).mapToObj(i -> parts.get(i).geometry()).toArray(ConvGeometry[]::new);
    RegisterTile tile = tile(geometries);
    int[][] maps = new int[MOST][16];
    int[][] shares = new int[MOST][];
    int end = 0;
    for (int i = 0; i < MOST; i++) {
      if (i < order.length) {
        ConvGeometry g = geometries[i];
        int tiles = blocks(g.pixels(), tile.rows());
        int activation = EpilogueArguments.code(parts.get(order[i]).activation());
        end += tiles * blocks(g.resultChannels(), tile.columns());
        maps[i] =
            Stream.of(g.sourceArgument(), g.gridArgument(), g.tapsArgument(), g.target().argument())
                .flatMapToInt(IntStream::of)
                .toArray();
        shares[i] = new int[] {g.resultChannels(), activation, end, tiles};
      } else {
        shares[i] = new int[] {0, 0, end, 1};
      }
    }
    String what = parts.stream().map(part -> part.spec().layer()).collect(Collectors.joining(", "));
    KernelVariant variant = tile.applyTo(KernelVariant.of(PATH)).group(1);
    return new Plan(what, variant, order, geometries, maps, shares);
  }

  /** The tile with the least work for all of them. */
  private RegisterTile tile(ConvGeometry[] geometries) {
    return RegisterTile.candidates(runtime.limits()).stream()
        .min(Comparator.comparingDouble(tile -> cost(geometries, tile)))
        .orElseThrow();
  }

  private static double cost(ConvGeometry[] geometries, RegisterTile tile) {
    return Stream.of(geometries)
        .mapToDouble(g -> g.terms() * tile.paddedCost(g.pixels(), g.resultChannels(), tile.width()))
        .sum();
  }
}
