package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.kernels.tuning.ShapeClass;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.WriteMode;
import java.util.List;
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
  private final List<KernelVariant> rounded;
  private final List<KernelVariant> fastestRounded;
  private final List<KernelVariant> all;
  private final PanelGemm panels;
  private final Rounding rounding;

  /** The family on one device, in single precision. */
  public OpenClGemmOps(KernelRuntime runtime, VariantChoices choices) {
    this(runtime, choices, Rounding.NONE);
  }

  /** With operands rounded so. */
  public OpenClGemmOps(KernelRuntime runtime, VariantChoices choices, Rounding rounding) {
    this.runtime = runtime;
    this.choices = choices;
    this.rounding = rounding;
    this.variants = GemmVariants.all(runtime.limits());
    this.rounded = rounding.products();
    this.fastestRounded = rounding.fastestProducts();
    this.all = Stream.concat(variants.stream(), rounded.stream()).toList();
    this.panels = new PanelGemm(runtime);
  }

  /** Every variant of full precision that can be forced, lowest rung first. */
  public List<KernelVariant> variants() {
    return variants;
  }

  /** Those that compute the products of this device where it rounds; else none. */
  public List<KernelVariant> rounded() {
    return rounded;
  }

  @Override
  public void multiply(GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    spec.check(a, b, epilogue, c);
    KernelVariant variant = rounding.applies() ? chooseRounded(spec) : choose(spec);
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
  private KernelVariant chooseRounded(GemmSpec spec) {
    return choices.choose(
        FAMILY,
        all,
        rounded::contains,
        () -> ShapeClass.of(FAMILY, spec),
        () -> GemmVariants.bySize(runtime.limits(), fastestRounded, spec));
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
