package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.GemmSpec;
import org.junit.jupiter.api.Test;

/** Which rung of the matrix product a device gets; needs no device. */
class GemmDefaultsTest {
  private static final int COMPUTE_UNITS = 20;

  private static KernelVariant defaultFor(int groupItems, int localMemory, int m, int n) {
    DeviceLimits limits =
        new DeviceLimits(
            "X", "1", DeviceType.GPU, COMPUTE_UNITS, 1, groupItems, localMemory, 1 << 30, 1 << 28);
    KernelVariant variant = GemmVariants.defaultFor(limits, GemmSpec.of("gemm", m, n, 64));
    assertTrue(variant.fits(limits), variant.name());
    return variant;
  }

  private static String large(int m, int n) {
    KernelVariant variant = defaultFor(256, 32 << 10, m, n);
    assertEquals(GemmVariants.VECTORISED, variant.path());
    return variant.parameter("BM") == 128 ? "large" : "small";
  }

  @Test
  void takesLargeTilesOnceTheyOccupyEveryComputeUnit() {
    assertEquals("large", large(4 * 128, 5 * 128));
    assertEquals("large", large(19 * 128 + 1, 1));
    assertEquals("small", large(19 * 128, 128));
    assertEquals("small", large(1, 1));
  }

  @Test
  void takesALowerRungWhereTheGroupOrTheMemoryIsTooLarge() {
    assertEquals("gemm/03_register_block.cl", defaultFor(256, 10 << 10, 512, 512).path());
    assertEquals("gemm/02_tiled TILE=8", defaultFor(64, 32 << 10, 512, 512).name());
    assertEquals("gemm/01_naive", defaultFor(1, 256, 512, 512).name());
  }
}
