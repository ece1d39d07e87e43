package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the operands of a device's products are rounded to, and which kernels multiply them: matrix
 * products and dense convolutions. Depthwise convolutions stay single precision: they wait for
 * memory, which holds floats either way.
 *
 * @param precision of the operands
 * @param noProducts why matrix products are not by tensor cores; empty where they are
 * @param noLargeProducts why large ones are not by copies that are rounded beforehand; not looked
 *     into where products are refused
 * @param noConvolutions the same for convolutions; not looked into where products are refused
 */
public record Rounding(
    Precision precision,
    Optional<String> noProducts,
    Optional<String> noLargeProducts,
    Optional<String> noConvolutions) {
  /** Operands as they are. */
  public static final Rounding NONE =
      new Rounding(Precision.FP32, Optional.of("fp32"), Optional.of("fp32"), Optional.of("fp32"));

  /**
   * Looks for tensor cores, see {@link TensorCoreProbe}.
   *
   * @param probe of the device
   */
  public static Rounding of(Precision precision, DeviceLimits limits, TensorCoreProbe probe) {
    if (precision == Precision.FP32) {
      return NONE;
    }
    Optional<String> noProducts =
        first(GemmVariants.tensorCore(precision).stream().map(probe::refusal));
    if (noProducts.isPresent()) {
      return new Rounding(precision, noProducts, noProducts, noProducts);
    }
    return new Rounding(
        precision,
        noProducts,
        first(MultistageVariants.largeTensorCore(limits, precision).stream().map(probe::refusal)),
        first(
            Arrays.stream(Pass.values())
                .flatMap(
                    pass ->
                        RoundedConvVariants.tensorCore(pass, precision).stream()
                            .filter(variant -> variant.fits(limits))
                            .map(variant -> probe.refusal(pass, variant)))));
  }

  private static Optional<String> first(Stream<Optional<String>> refusals) {
    return refusals.flatMap(Optional::stream).findFirst();
  }

  /**
   * Refuses a device whose groups or local memory are too small for any rung that rounds.
   *
   * @throws IllegalArgumentException saying what the device allows
   */
  public static void requireFits(DeviceLimits limits) {
    smallest().forEach(variant -> variant.requireFits(limits, List.of()));
  }

  /** Whether {@link #requireFits} would not refuse. */
  public static boolean fits(DeviceLimits limits) {
    return smallest().allMatch(variant -> variant.fits(limits));
  }

  /** The least demanding rung of each op; what they need does not depend on the precision. */
  private static Stream<KernelVariant> smallest() {
    return Stream.concat(
        Stream.of(GemmVariants.rounded(Precision.TF32).get(0)),
        Arrays.stream(Pass.values())
            .map(pass -> RoundedConvVariants.portable(pass, Precision.TF32).get(0)));
  }

  /** Whether operands are rounded at all. */
  boolean applies() {
    return precision != Precision.FP32;
  }

  /** The two tiles of the best rung for matrix products of any size. */
  List<KernelVariant> fastestProducts() {
    return noProducts.isEmpty()
        ? GemmVariants.tensorCore(precision)
        : GemmVariants.rounded(precision);
  }

  /** Every rung of a pass that rounds so, on this device. */
  List<KernelVariant> convolutions(Pass pass) {
    return Stream.concat(
            RoundedConvVariants.portable(pass, precision).stream(),
            fastestConvolutions(pass).stream())
        .distinct()
        .toList();
  }

  /** The tiles of the best of these rungs. */
  List<KernelVariant> fastestConvolutions(Pass pass) {
    return noConvolutions.isEmpty()
        ? RoundedConvVariants.tensorCore(pass, precision)
        : RoundedConvVariants.portable(pass, precision);
  }

  /** One line: what computes products, and why tensor cores do not where they do not. */
  public String line() {
    if (!applies()) {
      return precision.label();
    }
    String kernels =
        "%s: matrix products by %s%s, convolutions by %s"
            .formatted(
                precision.label(),
                fastestProducts().get(0).path(),
                noProducts.isPresent() ? "" : largeProducts(),
                fastestConvolutions(Pass.FORWARD).get(0).path());
    if (noProducts.equals(noConvolutions)) {
      return kernels + noProducts.map(why -> "; no tensor cores: " + why).orElse("");
    }
    return kernels
        + noConvolutions.map(why -> "; no tensor cores for convolutions: " + why).orElse("");
  }

  private String largeProducts() {
    String large = "large ones by " + MultistageVariants.TENSOR_CORE;
    return noLargeProducts
        .map(why -> " (not " + large + " in every size: " + why + ")")
        .orElse(", " + large);
  }
}
