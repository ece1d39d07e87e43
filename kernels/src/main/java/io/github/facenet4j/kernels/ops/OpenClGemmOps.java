package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.kernels.tuning.ShapeClass;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Matrix products: the ladder of {@code gemm/*.cl}.
 *
 * <p>Family name for {@link VariantChoices}: {@code gemm}, and {@code gemm.bf16} and the like for
 * products of rounded operands, which have rungs of their own.
 */
public final class OpenClGemmOps implements GemmOps {
  /** Name under which a variant can be forced. */
  public static final String FAMILY = Families.GEMM;

  /** Rungs with instructions that a device may lack. */
  private static final Set<String> PROBED =
      Set.of(GemmVariants.TENSOR_CORE, MultistageVariants.FLOAT, MultistageVariants.TENSOR_CORE);

  private final KernelRuntime runtime;
  private final VariantChoices choices;
  private final GemmLaunch launch;
  private final TensorCoreProbe probe;
  private final List<KernelVariant> multistage;
  private final List<KernelVariant> variants;
  private final Map<Precision, List<KernelVariant>> rounded = new ConcurrentHashMap<>();
  private volatile Precision precision = Precision.FP32;

  /**
   * The family on one device.
   *
   * @param backend the device's, which the probe of its instructions allocates on
   */
  public OpenClGemmOps(KernelRuntime runtime, VariantChoices choices, Backend backend) {
    this.runtime = runtime;
    this.choices = choices;
    this.launch = new GemmLaunch(runtime);
    this.probe = new TensorCoreProbe(runtime, backend);
    this.multistage = MultistageVariants.ofFloats(runtime.limits());
    this.variants =
        Stream.concat(GemmVariants.all(runtime.limits()).stream(), multistage.stream()).toList();
  }

  /**
   * Every variant that can be forced, lowest rung first. On a device that is no processor this
   * builds and tries those with asynchronous copies.
   */
  public List<KernelVariant> variants() {
    return variants.stream().filter(this::isOffered).toList();
  }

  /** The same of products of operands that are rounded so. */
  public List<KernelVariant> variants(Precision asked) {
    return asked == Precision.FP32
        ? variants()
        : ladder(asked).stream().filter(this::isOffered).toList();
  }

  /** Processors have no such instructions; where they may be, the probe tells. */
  private boolean isOffered(KernelVariant variant) {
    return !PROBED.contains(variant.path())
        || !runtime.limits().isCpu()
            && variant.fits(runtime.limits())
            && probe.refusal(variant).isEmpty();
  }

  /**
   * Rounds the operands of later products to this precision. The first time, tensor cores are
   * looked for; the answer holds for the backend's life.
   *
   * @return one line: what computes them, and why tensor cores do not where they do not
   */
  public String use(Precision asked) {
    if (asked == Precision.FP32) {
      precision = asked;
      return "fp32";
    }
    GemmVariants.rounded(asked).get(0).requireFits(runtime.limits(), List.of());
    String products = asked.label() + " matrix products by ";
    String said =
        tensorCoreRefusal(asked)
            .map(why -> products + GemmVariants.ROUNDED + "; no tensor cores: " + why)
            .orElseGet(() -> products + GemmVariants.TENSOR_CORE + ", " + largeProducts(asked));
    precision = asked;
    return said;
  }

  private String largeProducts(Precision asked) {
    String large = "large ones by " + MultistageVariants.TENSOR_CORE;
    return MultistageVariants.largeTensorCore(runtime.limits(), asked).stream()
        .map(probe::refusal)
        .flatMap(Optional::stream)
        .findFirst()
        .map(why -> "not " + large + " in every size: " + why)
        .orElse(large);
  }

  /** Why such products are not computed by tensor cores; empty where they are. */
  public Optional<String> tensorCoreRefusal(Precision asked) {
    return GemmVariants.tensorCore(asked).stream()
        .map(probe::refusal)
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Override
  public void multiply(GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    spec.check(a, b, epilogue, c);
    Precision asked = precision;
    KernelVariant variant = asked == Precision.FP32 ? choose(spec) : choose(spec, asked);
    variant.requireFits(runtime.limits(), variants);
    launch.multiply(variant, spec, a, b, epilogue, c);
  }

  private KernelVariant choose(GemmSpec spec) {
    return choices.choose(
        FAMILY,
        variants,
        this::isOffered,
        () -> ShapeClass.of(FAMILY, spec),
        () ->
            offeredFor(spec, multistage.subList(1, 2))
                .orElseGet(() -> GemmVariants.defaultFor(runtime.limits(), spec)));
  }

  /** The largest of these that suits the product and that the device was found to run. */
  private Optional<KernelVariant> offeredFor(GemmSpec spec, List<KernelVariant> tiles) {
    DeviceLimits limits = runtime.limits();
    return limits.isCpu()
        ? Optional.empty()
        : MultistageVariants.largest(limits, tiles, spec).filter(this::isOffered);
  }

  private KernelVariant choose(GemmSpec spec, Precision asked) {
    String family = Families.gemm(asked);
    return choices.choose(
        family,
        rounded.computeIfAbsent(asked, this::ladder),
        this::isOffered,
        () -> ShapeClass.of(family, spec),
        () -> roundedDefault(spec, asked));
  }

  private List<KernelVariant> ladder(Precision asked) {
    return Stream.of(
            GemmVariants.rounded(asked),
            GemmVariants.tensorCore(asked),
            MultistageVariants.tensorCore(runtime.limits(), asked))
        .flatMap(List::stream)
        .toList();
  }

  private KernelVariant roundedDefault(GemmSpec spec, Precision asked) {
    DeviceLimits limits = runtime.limits();
    if (tensorCoreRefusal(asked).isPresent()) {
      return GemmVariants.bySize(limits, GemmVariants.rounded(asked), spec);
    }
    Optional<KernelVariant> large =
        MultistageVariants.isWorthRounding(spec)
            ? offeredFor(spec, MultistageVariants.largeTensorCore(limits, asked))
            : Optional.empty();
    return large.orElseGet(() -> GemmVariants.bySize(limits, GemmVariants.tensorCore(asked), spec));
  }
}
