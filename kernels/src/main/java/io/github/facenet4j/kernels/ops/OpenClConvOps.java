package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.kernels.tuning.ShapeClass;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvCall;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Convolutions in three passes: the ladders of {@code conv2d/*.cl}, and {@code depthwise/*.cl};
 * bottlenecks of three by {@code bottleneck/*.cl}.
 *
 * <p>Family names for {@link VariantChoices}: {@code conv.forward}, {@code conv.dataGradient},
 * {@code conv.weightGradient}, and {@code conv.forward.bf16} and the like where operands are
 * rounded, for which there are other rungs.
 */
public final class OpenClConvOps implements ConvOps {
  /** A pass of the dense convolution, as a family whose variant can be forced. */
  public enum Pass {
    /** y from x. */
    FORWARD(Families.CONV_FORWARD),
    /** dx from dy. */
    DATA_GRADIENT(Families.CONV_DATA_GRADIENT),
    /** dw from x and dy. */
    WEIGHT_GRADIENT(Families.CONV_WEIGHT_GRADIENT);

    private final String family;

    Pass(String family) {
      this.family = family;
    }

    /** Family of single precision. */
    public String family() {
      return family;
    }
  }

  private final KernelRuntime runtime;
  private final VariantChoices choices;
  private final Rounding rounding;
  private final Map<Pass, List<KernelVariant>> ladders;
  private final Map<Pass, List<KernelVariant>> fastestRounded = new EnumMap<>(Pass.class);
  private final ImplicitGemm implicit;
  private final FewChannels fewChannels;
  private final JoinedConvolutions joined;
  private final Winograd winograd;
  private final BatchedWinograd batchedWinograd;
  private final WeightGradient weights;
  private final WinogradWeightGradient winogradWeights;
  private final BatchedWinogradGradient batchedWinogradWeights;
  private final DepthwiseConv depthwise;
  private final FusedBottleneck bottleneck;

  /**
   * The family on one device, with this layout of memory-bound kernels, and operands of dense
   * convolutions rounded so.
   */
  public OpenClConvOps(
      KernelRuntime runtime, VariantChoices choices, Geometry geometry, Rounding rounding) {
    this.runtime = runtime;
    this.choices = choices;
    this.rounding = rounding;
    DeviceLimits limits = runtime.limits();
    this.ladders = rounding.applies() ? rounded(rounding) : inSinglePrecision(limits);
    for (Pass pass : Pass.values()) {
      fastestRounded.put(pass, rounding.fastestConvolutions(pass));
    }
    this.implicit = new ImplicitGemm(runtime);
    this.joined = new JoinedConvolutions(runtime, implicit);
    this.fewChannels = new FewChannels(runtime);
    this.winograd = new Winograd(runtime, geometry);
    this.batchedWinograd = new BatchedWinograd(runtime);
    this.weights = new WeightGradient(runtime);
    this.winogradWeights = new WinogradWeightGradient(runtime);
    this.batchedWinogradWeights = new BatchedWinogradGradient(runtime);
    this.depthwise = new DepthwiseConv(runtime, geometry);
    this.bottleneck = new FusedBottleneck(runtime);
  }

  private static Map<Pass, List<KernelVariant>> inSinglePrecision(DeviceLimits limits) {
    return Map.of(
        Pass.FORWARD, ConvVariants.forward(limits),
        Pass.DATA_GRADIENT, ConvVariants.dataGradient(limits),
        Pass.WEIGHT_GRADIENT, ConvVariants.weightGradient(limits));
  }

  private static Map<Pass, List<KernelVariant>> rounded(Rounding rounding) {
    Map<Pass, List<KernelVariant>> ladders = new EnumMap<>(Pass.class);
    for (Pass pass : Pass.values()) {
      ladders.put(pass, rounding.convolutions(pass));
    }
    return ladders;
  }

  /** Name under which a variant of a pass can be forced. */
  public String family(Pass pass) {
    return Families.of(pass.family(), rounding.precision());
  }

  /**
   * Every variant of a pass that can be forced, lowest rung first. Winograd's computes 3×3 filters
   * with stride 1; forced, it leaves other convolutions to the default.
   */
  public List<KernelVariant> variants(Pass pass) {
    return ladders.get(pass);
  }

  @Override
  public void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
    spec.check(x, w, epilogue, y);
    checkSizes(spec);
    Target target = Target.of(spec.place(epilogue));
    if (spec.isDepthwise()) {
      depthwise.forward(spec, x, w, epilogue, target, y);
      return;
    }
    ConvGeometry geometry = ConvGeometry.forward(spec, target);
    KernelVariant variant = variant(Pass.FORWARD, spec, geometry);
    if (isNaive(variant, ConvVariants.NAIVE_FORWARD)) {
      naive(
          variant,
          spec,
          WorkSize.of(spec.outChannels(), spec.outHeight() * spec.outWidth(), spec.batch()),
          target.argument(),
          x,
          w,
          epilogue.bias(),
          epilogue.residual(),
          epilogue.slopes(),
          EpilogueArguments.activation(epilogue),
          y);
    } else if (FewChannels.isVariant(variant)) {
      fewChannels.run(variant, spec, target, x, w, epilogue, y);
    } else {
      product(variant, spec, geometry, FilterTaps.forward(spec), x, w, epilogue, y);
    }
  }

  /**
   * Short ones together, whatever was measured for each alone; a forced variant is for them all.
   */
  @Override
  public void forwardAll(List<ConvCall> calls) {
    boolean free =
        !rounding.applies()
            && choices.forced(Pass.FORWARD.family(), variants(Pass.FORWARD)).isEmpty();
    ConvOps.super.forwardAll(free ? joined.run(calls) : calls);
  }

  @Override
  public void invertedResidual(
      InvertedResidualSpec spec,
      Tensor x,
      ConvStep expand,
      ConvStep filter,
      ConvStep project,
      Tensor y) {
    spec.check(x, expand, filter, project, y);
    checkSizes(spec.expansion());
    checkSizes(spec.projection());
    if (rounding.applies() || !bottleneck.run(spec, x, expand, filter, project, y)) {
      ConvOps.super.invertedResidual(spec, x, expand, filter, project, y);
    }
  }

  @Override
  public void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    spec.checkGradient(dx, w, dy);
    checkSizes(spec);
    if (spec.isDepthwise()) {
      depthwise.dataGradient(spec, dy, w, dx);
      return;
    }
    List<ConvGeometry.Part> parts = ConvGeometry.dataGradient(spec);
    KernelVariant variant = variant(Pass.DATA_GRADIENT, spec, parts.get(0).geometry());
    if (isNaive(variant, ConvVariants.NAIVE_DATA_GRADIENT)) {
      naive(
          variant,
          spec,
          WorkSize.of(spec.inChannels(), spec.height() * spec.width(), spec.batch()),
          dy,
          w,
          dx);
    } else {
      for (ConvGeometry.Part part : parts) {
        product(variant, spec, part.geometry(), part.taps(), dy, w, Epilogue.NONE, dx);
      }
    }
  }

  @Override
  public void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    spec.checkGradient(x, dw, dy);
    checkSizes(spec);
    if (spec.isDepthwise()) {
      depthwise.weightGradient(spec, x, dy, dw);
      return;
    }
    KernelVariant variant = weightGradientVariant(spec);
    if (isNaive(variant, ConvVariants.NAIVE_WEIGHT_GRADIENT)) {
      naive(
          variant,
          spec,
          WorkSize.of(
              spec.outChannels(), spec.inChannels(), spec.kernelHeight() * spec.kernelWidth()),
          x,
          dy,
          dw);
    } else if (WinogradWeightGradient.isVariant(variant)) {
      winogradWeights.run(variant, spec, x, dy, dw);
    } else if (BatchedWinogradGradient.isVariant(variant)) {
      batchedWinogradWeights.run(variant, spec, x, dy, dw);
    } else {
      weights.run(variant, spec, x, dy, dw);
    }
  }

  /** One grid of a forward pass or data gradient, above the naive rung. */
  private void product(
      KernelVariant variant,
      Conv2dSpec spec,
      ConvGeometry geometry,
      FilterTaps taps,
      Tensor source,
      Tensor w,
      Epilogue epilogue,
      Tensor result) {
    if (Winograd.isVariant(variant)) {
      winograd.run(variant, spec, geometry, taps, source, w, epilogue, result);
    } else if (BatchedWinograd.isVariant(variant)) {
      batchedWinograd.run(variant, spec, geometry, taps, source, w, epilogue, result);
    } else {
      implicit.run(variant, spec, geometry, taps, source, w, epilogue, result);
    }
  }

  /** The variant for a forward pass or data gradient whose largest grid this is. */
  private KernelVariant variant(Pass pass, Conv2dSpec spec, ConvGeometry geometry) {
    DeviceLimits limits = runtime.limits();
    int rows = geometry.pixels();
    int columns = geometry.resultChannels();
    if (rounding.applies()) {
      return rounded(pass, spec, columns, each -> ImplicitGemm.groups(each, geometry));
    }
    Supplier<RegisterTile> tile =
        () ->
            spec.kernelHeight() * spec.kernelWidth() == 1
                ? RegisterTile.choosePointwise(limits, rows, columns)
                : RegisterTile.choose(limits, rows, columns);
    Supplier<KernelVariant> byDefault =
        () ->
            winograd
                .preferred(spec, geometry)
                .or(() -> batchedWinograd.preferred(spec, geometry))
                .or(() -> pass == Pass.FORWARD ? fewChannels.preferred(spec) : Optional.empty())
                .orElseGet(
                    () ->
                        ConvVariants.choose(
                            limits,
                            variants(pass),
                            ConvVariants.cpu(ConvVariants.CPU_IMPLICIT_GEMM, tile.get()),
                            rows,
                            columns,
                            each -> ImplicitGemm.groups(each, geometry)));
    return variant(
        pass,
        spec,
        each ->
            (!Winograd.isVariant(each) || Winograd.applies(each, spec, geometry))
                && (!BatchedWinograd.isVariant(each) || BatchedWinograd.applies(spec, geometry))
                && (!FewChannels.isVariant(each) || FewChannels.applies(limits, each, spec)),
        byDefault);
  }

  private KernelVariant weightGradientVariant(Conv2dSpec spec) {
    DeviceLimits limits = runtime.limits();
    int rows = WeightGradient.runLength(spec);
    int columns = spec.outChannels();
    if (rounding.applies()) {
      return rounded(
          Pass.WEIGHT_GRADIENT, spec, columns, each -> WeightGradient.mostGroups(each, spec));
    }
    Supplier<KernelVariant> byDefault =
        () ->
            winogradWeights
                .preferred(spec)
                .or(() -> batchedWinogradWeights.preferred(spec))
                .orElseGet(
                    () ->
                        ConvVariants.choose(
                            limits,
                            variants(Pass.WEIGHT_GRADIENT),
                            ConvVariants.cpu(
                                ConvVariants.CPU_WEIGHT_GRADIENT,
                                RegisterTile.chooseEvened(limits, rows, columns)),
                            rows,
                            columns,
                            each -> WeightGradient.mostGroups(each, spec)));
    return variant(
        Pass.WEIGHT_GRADIENT,
        spec,
        each ->
            (!WinogradWeightGradient.isVariant(each) || WinogradWeightGradient.applies(each, spec))
                && (!BatchedWinogradGradient.isVariant(each)
                    || BatchedWinogradGradient.applies(spec)),
        byDefault);
  }

  private KernelVariant rounded(
      Pass pass, Conv2dSpec spec, int columns, ToLongFunction<KernelVariant> groups) {
    List<KernelVariant> tiles = fastestRounded.get(pass);
    return variant(
        pass,
        spec,
        each -> true,
        () -> QuadTiles.choose(runtime.limits(), tiles, columns, groups).orElse(tiles.get(0)));
  }

  private KernelVariant variant(
      Pass pass,
      Conv2dSpec spec,
      Predicate<KernelVariant> applies,
      Supplier<KernelVariant> byDefault) {
    List<KernelVariant> ladder = variants(pass);
    String family = family(pass);
    KernelVariant variant =
        choices.choose(family, ladder, applies, () -> ShapeClass.of(family, spec), byDefault);
    variant.requireFits(runtime.limits(), ladder);
    return variant;
  }

  private static boolean isNaive(KernelVariant variant, KernelVariant naive) {
    return variant.path().equals(naive.path());
  }

  private void naive(KernelVariant variant, Conv2dSpec spec, WorkSize size, Object... operands) {
    Object[] arguments = new Object[operands.length + 3];
    arguments[0] = new int[] {spec.batch(), spec.height(), spec.width(), spec.inChannels()};
    arguments[1] = new int[] {spec.outHeight(), spec.outWidth(), spec.outChannels(), spec.stride()};
    arguments[2] =
        new int[] {spec.kernelHeight(), spec.kernelWidth(), spec.padHeight(), spec.padWidth()};
    System.arraycopy(operands, 0, arguments, 3, operands.length);
    runtime.kernel(variant).launch(spec.layer(), size, arguments);
  }

  static void checkSizes(Conv2dSpec spec) {
    Elements.count(spec.layer(), spec.input().elements());
    Elements.count(spec.layer(), spec.output().elements());
    Elements.count(spec.layer(), spec.filter().elements());
  }
}
