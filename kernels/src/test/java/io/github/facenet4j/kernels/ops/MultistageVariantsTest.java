package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Stages by local memory, and which products get which tile; needs no device. */
class MultistageVariantsTest {
  private static final int COMPUTE_UNITS = 132;

  private static DeviceLimits gpu(int localMemory) {
    return new DeviceLimits(
        "X", "1", DeviceType.GPU, COMPUTE_UNITS, 1, 1024, localMemory, 1L << 37, 1L << 35);
  }

  @ParameterizedTest
  @CsvSource({"49152, 3", "49151, 2", "32768, 2", "16384, 2"})
  void hasAsManyStagesAsLocalMemoryHolds(int localMemory, int stages) {
    KernelVariant tile = MultistageVariants.tensorCore(gpu(localMemory), Precision.BF16).get(2);
    assertEquals(stages, tile.parameter("STAGES"));
    assertEquals(stages * 16384L, tile.localMemoryBytes());
    assertEquals(localMemory >= 32768, tile.fits(gpu(localMemory)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void everyTileFitsIntoFortyEightKibibytesAndGivesEachItemWholePieces(Precision precision) {
    DeviceLimits limits = gpu(48 << 10);
    for (KernelVariant tile : MultistageVariants.tensorCore(limits, precision)) {
      assertTrue(tile.fits(limits), tile.name());
      int bytes = precision == Precision.TF32 ? 4 : 2;
      int rowBytes = tile.parameter("BK") * bytes;
      assertTrue(rowBytes == 32 || rowBytes == 64, tile.name());
      for (String side : List.of("BM", "BN")) {
        assertEquals(0, tile.parameter(side) * rowBytes / 16 % tile.groupItems(), tile.name());
      }
    }
    for (KernelVariant tile : MultistageVariants.ofFloats(limits)) {
      assertTrue(tile.fits(limits), tile.name());
      int quads = tile.parameter("BK") * tile.parameter("BM") / 4;
      assertEquals(0, quads % tile.groupItems(), tile.name());
    }
  }

  private static Optional<Integer> rows(int m, int n) {
    DeviceLimits limits = gpu(48 << 10);
    return MultistageVariants.largest(
            limits,
            MultistageVariants.tensorCore(limits, Precision.BF16),
            GemmSpec.of("gemm", m, n, 64))
        .map(tile -> tile.parameter("BM"));
  }

  @Test
  void takesTheLargestTileThatOccupiesEveryComputeUnit() {
    assertEquals(Optional.of(256), rows(256 * 12, 128 * 11));
    assertEquals(Optional.of(128), rows(256 * 11, 128 * 11));
    assertEquals(Optional.of(64), rows(64 * 12, 64 * 11));
    assertEquals(Optional.empty(), rows(64 * 11, 64 * 11));
  }

  @Test
  void roundsBeforehandWhatIsReadManyTimes() {
    assertTrue(MultistageVariants.isWorthRounding(GemmSpec.of("gemm", 2048, 2048, 8)));
    assertFalse(MultistageVariants.isWorthRounding(GemmSpec.of("gemm", 2047, 2048, 8)));
    assertFalse(MultistageVariants.isWorthRounding(GemmSpec.of("gemm", 1 << 20, 1000, 8)));
    assertTrue(MultistageVariants.isWorthRounding(GemmSpec.of("gemm", 1 << 30, 1025, 8)));
  }
}
