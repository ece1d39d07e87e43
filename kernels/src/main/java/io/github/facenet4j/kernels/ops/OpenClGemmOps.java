package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.kernels.tuning.ShapeClass;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.WriteMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Matrix products: the ladder of {@code gemm/*.cl}.
 *
 * <p>Family name for {@link VariantChoices}: {@code gemm}.
 */
public final class OpenClGemmOps implements GemmOps {
  /** Name under which a variant can be forced. */
  public static final String FAMILY = Families.GEMM;

  private final KernelRuntime runtime;
  private final VariantChoices choices;
  private final List<KernelVariant> variants;
  private final PanelGemm panels;
  private final Map<Precision, Optional<String>> refusals = new ConcurrentHashMap<>();
  private volatile Precision precision = Precision.FP32;

  /** The family on one device. */
  public OpenClGemmOps(KernelRuntime runtime, VariantChoices choices) {
    this.runtime = runtime;
    this.choices = choices;
    this.variants = GemmVariants.all(runtime.limits());
    this.panels = new PanelGemm(runtime);
  }

  /** Every variant that can be forced, lowest rung first. */
  public List<KernelVariant> variants() {
    return variants;
  }

  /**
   * Rounds the operands of later products to this precision. The first time, tensor cores are
   * looked for; the answer holds for the backend's life.
   *
   * @param backend whose products these are
   * @return one line: what computes them, and why tensor cores do not where they do not
   */
  public String use(Backend backend, Precision asked) {
    if (asked != Precision.FP32) {
      GemmVariants.rounded(asked).get(0).requireFits(runtime.limits(), List.of());
    }
    if (asked == Precision.FP32) {
      precision = asked;
      return "fp32";
    }
    Optional<String> refusal =
        refusals.computeIfAbsent(
            asked,
            p -> new TensorCoreProbe(runtime, backend).refusal(GemmVariants.tensorCore(p), p));
    precision = asked;
    String products = asked.label() + " matrix products by ";
    return refusal
        .map(why -> products + GemmVariants.ROUNDED + "; no tensor cores: " + why)
        .orElse(products + GemmVariants.TENSOR_CORE);
  }

  @Override
  public void multiply(GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    spec.check(a, b, epilogue, c);
    Precision asked = precision;
    KernelVariant variant = asked == Precision.FP32 ? choose(spec) : choose(spec, asked);
    if (variant.path().equals(GemmVariants.PANEL)) {
      panels.multiply(variant, spec, a, b, epilogue, c);
    } else {
      direct(variant, spec, a, b, epilogue, c);
    }
  }

  private KernelVariant choose(GemmSpec spec) {
    return choices.choose(
        FAMILY,
        variants,
        () -> ShapeClass.of(FAMILY, spec),
        () -> GemmVariants.defaultFor(runtime.limits(), spec));
  }

  /** A forced or tuned rung of another precision leaves the call to the default. */
  private KernelVariant choose(GemmSpec spec, Precision asked) {
    List<KernelVariant> portable = GemmVariants.rounded(asked);
    List<KernelVariant> fastest =
        refusals.get(asked).isEmpty() ? GemmVariants.tensorCore(asked) : portable;
    List<KernelVariant> rounded =
        Stream.concat(portable.stream(), fastest.stream()).distinct().toList();
    return choices.choose(
        FAMILY,
        Stream.concat(variants.stream(), rounded.stream()).toList(),
        rounded::contains,
        () -> ShapeClass.of(FAMILY, spec),
        () -> GemmVariants.bySize(runtime.limits(), fastest, spec));
  }

  /** The rungs that read A and B where they are. */
  private void direct(
      KernelVariant variant, GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    variant.requireFits(runtime.limits(), variants);
    int[] block = GemmVariants.itemBlock(variant);
    KernelVariant stored =
        variant
            .with("TRANSPOSE_A", spec.transposeA() == Transpose.YES ? 1 : 0)
            .with("TRANSPOSE_B", spec.transposeB() == Transpose.YES ? 1 : 0);
    runtime
        .kernel(stored)
        .launch(
            spec.layer(),
            WorkSize.of(WorkSize.blocks(spec.n(), block[1]), WorkSize.blocks(spec.m(), block[0])),
            spec.m(),
            spec.n(),
            spec.k(),
            a,
            b,
            epilogue.bias(),
            epilogue.residual(),
            epilogue.slopes(),
            EpilogueArguments.activation(epilogue),
            spec.mode() == WriteMode.ADD ? 1 : 0,
            c);
  }
}
