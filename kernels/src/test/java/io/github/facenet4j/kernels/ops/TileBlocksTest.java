package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.DeviceType;
import org.junit.jupiter.api.Test;

/** How products are cut into work-items on a processor; needs no device. */
class TileBlocksTest {
  private static final DeviceLimits TWO_CORES =
      new DeviceLimits("X", "1", DeviceType.CPU, 2, 16, 4096, 2 << 20, 1 << 30, 1 << 28);

  private static void assertCut(long blocks, int panels, int tiles, long tileBytes) {
    TileBlocks cut = TileBlocks.of(TWO_CORES, panels, tiles, tileBytes);
    assertArrayEquals(new long[] {panels, blocks}, cut.size().items());
  }

  @Test
  void keepsABlockWithinItsShareOfTheCache() {
    assertCut(100, 4, 1000, 13107);
    assertCut(3, 40, 30, 10 << 10);
  }

  @Test
  void makesEnoughWorkItemsForEvenSharesWhereTheProductIsSmall() {
    assertCut(32, 1, 3000, 4);
    assertCut(11, 3, 3000, 4);
  }

  @Test
  void asksForPanelsAheadThatMeetFewTiles() {
    KernelVariant variant = KernelVariant.of("conv2d/cpu_02_implicit_gemm.cl");
    assertEquals(1, new TileBlocks(4, 31, 8).applyTo(variant).parameter("FETCHED"));
    assertEquals(0, new TileBlocks(4, 32, 8).applyTo(variant).parameter("FETCHED"));
  }

  @Test
  void cutsNoTile() {
    assertCut(5, 2, 5, 1 << 20);
    assertCut(1, 64, 1, 4);
  }
}
