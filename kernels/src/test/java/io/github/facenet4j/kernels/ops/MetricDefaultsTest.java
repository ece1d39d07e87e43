package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.tensor.spi.DeviceType;
import org.junit.jupiter.api.Test;

/** What distances, selection and loss run on where nothing was forced or tuned. */
class MetricDefaultsTest {
  private static DeviceLimits device(DeviceType type, long workGroup, long localBytes) {
    return new DeviceLimits("X", "1", type, 132, 1, workGroup, localBytes, 1L << 36, 1L << 34);
  }

  private static final DeviceLimits GPU = device(DeviceType.GPU, 1024, 48 << 10);

  @Test
  void distancesOfManyFacesGetLargeTilesAndOfFewSmallOnes() {
    assertEquals("distance/04_vectorised DEPTH=16 GROUP=16", distance(GPU, 1800));
    assertEquals("distance/04_vectorised DEPTH=16 GROUP=8", distance(GPU, 360));
    assertEquals("distance/02_tiled TILE=8", distance(device(DeviceType.GPU, 64, 2048), 1800));
    assertEquals("distance/cpu_02_triangle", distance(device(DeviceType.CPU, 4096, 1 << 20), 1800));
  }

  private static String distance(DeviceLimits limits, int batch) {
    return PairwiseDistance.defaultFor(limits, batch).name();
  }

  @Test
  void selectionHoldsARowWhereThereIsRoomForIt() {
    assertEquals("triplet/03_buckets.cl", NegativeSelection.defaultFor(GPU, 1800).path());
    assertEquals("triplet/02_group.cl", NegativeSelection.defaultFor(GPU, 20_000).path());
    DeviceLimits processor = device(DeviceType.CPU, 4096, 1 << 20);
    assertEquals(
        "triplet/cpu_02_vectorised.cl", NegativeSelection.defaultFor(processor, 1800).path());
  }

  @Test
  void lossHoldsARowWhereThereIsRoomForIt() {
    assertEquals("loss/02_sparse.cl", FusedTripletLoss.defaultFor(GPU, 1800).path());
    assertEquals("loss/01_rows.cl", FusedTripletLoss.defaultFor(GPU, 20_000).path());
    DeviceLimits processor = device(DeviceType.CPU, 4096, 1 << 20);
    assertEquals("loss/cpu_02_blocks.cl", FusedTripletLoss.defaultFor(processor, 1800).path());
  }
}
