package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.kernels.tuning.ShapeClass;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Matrix products: the ladder of {@code gemm/*.cl}.
 *
 * <p>Family name for {@link VariantChoices}: {@code gemm}, and {@code gemm.bf16} and the like for
 * products of rounded operands, which have rungs of their own.
 */
public final class OpenClGemmOps implements GemmOps {
  /** Family of single precision. */
  public static final String FAMILY = Families.GEMM;

  /** Rungs with instructions that a device may lack. */
  private static final Set<String> PROBED =
      Set.of(GemmVariants.TENSOR_CORE, MultistageVariants.FLOAT, MultistageVariants.TENSOR_CORE);

  private final KernelRuntime runtime;
  private final VariantChoices choices;
  private final Rounding rounding;
  private final GemmLaunch launch;
  private final TensorCoreProbe probe;
  private final String family;
  private final List<KernelVariant> forLarge;
  private final List<KernelVariant> fastestRounded;
  private final List<KernelVariant> ladder;

  /**
   * The family on one device.
   *
   * @param rounding of operands
   * @param probe of the device
   */
  public OpenClGemmOps(
      KernelRuntime runtime, VariantChoices choices, Rounding rounding, TensorCoreProbe probe) {
    this.runtime = runtime;
    this.choices = choices;
    this.rounding = rounding;
    this.launch = new GemmLaunch(runtime);
    this.probe = probe;
    this.family = Families.of(FAMILY, rounding.precision());
    DeviceLimits limits = runtime.limits();
    List<KernelVariant> multistage =
        rounding.applies()
            ? MultistageVariants.tensorCore(limits, rounding.precision())
            : MultistageVariants.ofFloats(limits);
    this.forLarge =
        rounding.applies()
            ? MultistageVariants.largeTensorCore(limits, rounding.precision())
            : multistage.subList(1, 2);
    this.fastestRounded = rounding.fastestProducts();
    List<KernelVariant> lower =
        rounding.applies()
            ? Stream.of(
                    GemmVariants.rounded(rounding.precision()),
                    GemmVariants.tensorCore(rounding.precision()))
                .flatMap(List::stream)
                .toList()
            : GemmVariants.all(limits);
    this.ladder = Stream.concat(lower.stream(), multistage.stream()).toList();
  }

  /** Name under which a variant can be forced. */
  public String family() {
    return family;
  }

  /**
   * Every variant that can be forced, lowest rung first. On a device that is no processor this
   * builds and tries those with asynchronous copies.
   */
  public List<KernelVariant> variants() {
    return ladder.stream().filter(this::isOffered).toList();
  }

  /** Processors have no such instructions; where they may be, the probe tells. */
  private boolean isOffered(KernelVariant variant) {
    return !PROBED.contains(variant.path())
        || !runtime.limits().isCpu()
            && variant.fits(runtime.limits())
            && probe.refusal(variant).isEmpty();
  }

  @Override
  public void multiply(GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    spec.check(a, b, epilogue, c);
    KernelVariant variant =
        choices.choose(
            family,
            ladder,
            this::isOffered,
            () -> ShapeClass.of(family, spec),
            () -> rounding.applies() ? defaultRounded(spec) : defaultOfFloats(spec));
    variant.requireFits(runtime.limits(), ladder);
    launch.multiply(variant, spec, a, b, epilogue, c);
  }

  private KernelVariant defaultOfFloats(GemmSpec spec) {
    return largest(spec).orElseGet(() -> GemmVariants.defaultFor(runtime.limits(), spec));
  }

  private KernelVariant defaultRounded(GemmSpec spec) {
    Optional<KernelVariant> large =
        rounding.noProducts().isEmpty() && MultistageVariants.isWorthRounding(spec)
            ? largest(spec)
            : Optional.empty();
    return large.orElseGet(() -> GemmVariants.bySize(runtime.limits(), fastestRounded, spec));
  }

  /** The largest tile that suits a large product and that the device was found to run. */
  private Optional<KernelVariant> largest(GemmSpec spec) {
    DeviceLimits limits = runtime.limits();
    return limits.isCpu()
        ? Optional.empty()
        : MultistageVariants.largest(limits, forLarge, spec).filter(this::isOffered);
  }
}
