package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.testing.ConvCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rung of the dense convolution a GPU gets, and that the calls are right on what it gets. */
class ConvDefaultsTest {
  private static DeviceLimits gpu(int computeUnits, int groupItems, int localMemory) {
    return new DeviceLimits(
        "X", "1", DeviceType.GPU, computeUnits, 1, groupItems, localMemory, 1 << 30, 1 << 28);
  }

  private static KernelVariant forward(DeviceLimits limits, int pixels, int channels) {
    Conv2dSpec spec = new Conv2dSpec("conv", 1, pixels, 1, 16, channels, 3, 1, 1, 1, 0, 1);
    ConvGeometry geometry = ConvGeometry.forward(spec);
    KernelVariant variant =
        ConvVariants.choose(
            limits,
            ConvVariants.forward(limits),
            null,
            geometry.pixels(),
            geometry.resultChannels(),
            each -> ImplicitGemm.groups(each, geometry));
    assertTrue(variant.fits(limits), variant.name());
    return variant;
  }

  private static String tile(int pixels, int channels) {
    KernelVariant variant = forward(gpu(20, 256, 32 << 10), pixels, channels);
    assertEquals(ConvVariants.VECTORISED_IMPLICIT_GEMM, variant.path());
    return blocks(variant);
  }

  private static String blocks(KernelVariant variant) {
    return variant.parameter("BM") + "x" + variant.parameter("BN");
  }

  @Test
  void takesTheLargestTileThatOccupiesEveryComputeUnit() {
    assertEquals("128x128", tile(20 * 128, 128));
    assertEquals("128x64", tile(20 * 128, 64));
    assertEquals("128x64", tile(10 * 128, 128));
    assertEquals("64x64", tile(10 * 128, 64));
    assertEquals("64x32", tile(64, 64));
  }

  @Test
  void takesNarrowTilesRatherThanComputeColumnsThatAreNotThere() {
    assertEquals("64x32", tile(100 * 128, 32));
    assertEquals("128x64", tile(100 * 128, 33));
    assertEquals("128x64", tile(100 * 128, 129));
    assertEquals("128x128", tile(100 * 128, 65));
  }

  @Test
  void countsThePartsOfPixelsAmongTheGroupsOfAWeightGradient() {
    assertEquals("128x64", weightGradientTile(64));
    assertEquals("64x32", weightGradientTile(2));
  }

  private static String weightGradientTile(int side) {
    DeviceLimits limits = gpu(20, 256, 32 << 10);
    Conv2dSpec spec = new Conv2dSpec("conv", 1, side, side, 64, 64, 3, 3, 1, 1, 1, 1);
    KernelVariant variant =
        ConvVariants.choose(
            limits,
            ConvVariants.weightGradient(limits),
            null,
            WeightGradient.runLength(spec),
            spec.outChannels(),
            each -> WeightGradient.mostGroups(each, spec));
    assertEquals(ConvVariants.VECTORISED_WEIGHT_GRADIENT, variant.path());
    return blocks(variant);
  }

  @Test
  void takesALowerRungWhereTheGroupOrTheMemoryIsTooLarge() {
    assertEquals("128x64", blocks(forward(gpu(20, 128, 32 << 10), 100 * 128, 128)));
    assertEquals(
        "conv2d/02_tiled_implicit_gemm.cl", forward(gpu(20, 256, 10 << 10), 1000, 64).path());
    assertEquals("conv2d/01_naive_forward", forward(gpu(20, 1, 256), 1000, 64).name());
  }

  /** With few compute units the large tiles, with many the small ones. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 132})
  void whatAGpuGetsAgreesWithTheOracle(int computeUnits) {
    List<ParityCase> dense =
        ConvCases.all().stream().filter(each -> each.name().contains(" groups=1")).toList();
    assertFalse(dense.isEmpty());
    try (VariantBackend backend =
            VariantBackend.open(
                limits ->
                    gpu(
                        computeUnits,
                        (int) Math.min(256, limits.maxWorkGroupSize()),
                        (int) Math.min(48 << 10, limits.localMemoryBytes())));
        OracleComparison comparison = new OracleComparison(backend)) {
      dense.forEach(each -> each.run(comparison));
    }
  }
}
