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
  private final ConcurrentMap<List<ConvGeometry>, RegisterTile> tiles = new ConcurrentHashMap<>();

  JoinedConvolutions(KernelRuntime runtime, ImplicitGemm implicit) {
    this.runtime = runtime;
    this.implicit = implicit;
  }

  /** A convolution of a launch. */
  private record Part(ConvCall call, ConvGeometry geometry) {
    static Part of(ConvCall call) {
      Conv2dSpec spec = call.spec();
      spec.check(call.x(), call.w(), call.epilogue(), call.y());
      OpenClConvOps.checkSizes(spec);
      return new Part(call, ConvGeometry.forward(spec, Target.of(spec.place(call.epilogue()))));
    }

    long multiplyAdds() {
      return call.spec().multiplyAdds();
    }
  }

  /** Runs those that it can join, and returns the others. */
  List<ConvCall> run(List<ConvCall> calls) {
    if (!runtime.limits().isCpu() || calls.size() < 2) {
      return calls;
    }
    List<ConvCall> others = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (ConvCall call : calls) {
      if (isShort(call)) {
        parts.add(Part.of(call));
      } else {
        others.add(call);
      }
    }
    for (int i = 0; i < parts.size(); i += MOST) {
      List<Part> joined = parts.subList(i, Math.min(parts.size(), i + MOST));
      if (joined.size() == 1) {
        others.add(joined.get(0).call());
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

  private void launch(List<Part> parts) {
    List<Part> largestFirst = new ArrayList<>(parts);
    largestFirst.sort(Comparator.comparingLong(Part::multiplyAdds).reversed());
    RegisterTile tile = tile(largestFirst);
    KernelVariant variant = tile.applyTo(KernelVariant.of(PATH)).group(1);
    List<Scratch> panels = new ArrayList<>();
    try {
      Object[] arguments = new Object[MOST * ARGUMENTS];
      int end = 0;
      for (int i = 0; i < MOST; i++) {
        if (i < largestFirst.size()) {
          end = setArguments(largestFirst.get(i), tile, end, panels, arguments, i * ARGUMENTS);
        } else {
          arguments[i * ARGUMENTS] = new int[16];
          arguments[i * ARGUMENTS + 1] = new int[] {0, 0, end, 1};
        }
      }
      String what =
          parts.stream().map(part -> part.call().spec().layer()).collect(Collectors.joining(", "));
      runtime.kernel(variant).launch(what, WorkSize.of(end), arguments);
    } finally {
      panels.forEach(Scratch::close);
    }
  }

  /** Returns how many groups there are up to and with this part. */
  private int setArguments(
      Part part, RegisterTile tile, int start, List<Scratch> panels, Object[] arguments, int at) {
    ConvCall call = part.call();
    ConvGeometry g = part.geometry();
    int tiles = blocks(g.pixels(), tile.rows());
    int end = start + tiles * blocks(g.resultChannels(), tile.columns());
    Scratch filter =
        implicit.panels(call.spec(), g, FilterTaps.forward(call.spec()), tile.columns(), call.w());
    panels.add(filter);
    arguments[at] =
        Stream.of(g.sourceArgument(), g.gridArgument(), g.tapsArgument(), g.target().argument())
            .flatMapToInt(IntStream::of)
            .toArray();
    arguments[at + 1] =
        new int[] {g.resultChannels(), EpilogueArguments.activation(call.epilogue()), end, tiles};
    arguments[at + 2] = call.x();
    arguments[at + 3] = filter;
    arguments[at + 4] = call.epilogue().bias();
    arguments[at + 5] = call.y();
    return end;
  }

  /** The tile with the least work for all of them; the same lists come again and again. */
  private RegisterTile tile(List<Part> parts) {
    return tiles.computeIfAbsent(
        parts.stream().map(Part::geometry).toList(),
        geometries ->
            RegisterTile.candidates(runtime.limits()).stream()
                .min(Comparator.comparingDouble(tile -> cost(geometries, tile)))
                .orElseThrow());
  }

  private static double cost(List<ConvGeometry> geometries, RegisterTile tile) {
    return geometries.stream()
        .mapToDouble(g -> g.terms() * tile.paddedCost(g.pixels(), g.resultChannels(), tile.width()))
        .sum();
  }
}
