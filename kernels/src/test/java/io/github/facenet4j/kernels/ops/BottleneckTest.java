package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.tuning.RegisterTile;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import io.github.facenet4j.tensor.testing.InvertedResidualCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How bottlenecks are cut on processors of several kinds, and that every cut is right. */
class BottleneckTest {
  private static DeviceLimits limits(int units, int vectorWidth, long localBytes) {
    return new DeviceLimits(
        "X", "1", DeviceType.CPU, units, vectorWidth, 4096, localBytes, 1L << 34, 1L << 32);
  }

  private static BottleneckPlan plan(DeviceLimits limits, int batch, int side, int stride) {
    InvertedResidualSpec spec =
        new InvertedResidualSpec("b", batch, side, side, 32, 96, 32, stride);
    return BottleneckPlan.of(limits, spec).orElseThrow();
  }

  @Test
  void givesEveryUnitWorkAndNoneMoreThanOthers() {
    DeviceLimits two = limits(2, 16, 1 << 21);
    assertEquals(28, plan(two, 32, 28, 1).strip(), "whole images");
    assertEquals(14, plan(two, 1, 28, 1).strip(), "an image for two");
    assertEquals(4, plan(limits(7, 16, 1 << 21), 1, 28, 1).strip(), "an image for seven");
  }

  @Test
  void keepsTheRowsOfABlocksWindows() {
    BottleneckPlan wide = plan(limits(2, 16, 1 << 21), 32, 56, 2);
    assertEquals(4, wide.block(), "112 pixels");
    assertEquals(9, wide.held());
    BottleneckPlan small = plan(limits(2, 16, 1 << 21), 32, 7, 1);
    assertEquals(7, small.block());
    assertEquals(7, small.held(), "the map has no more");
  }

  @Test
  void takesTilesThatLeaveNoPixelOver() {
    assertEquals(new RegisterTile(7, 3, 16), plan(limits(2, 16, 1 << 21), 32, 28, 1).wide());
    assertEquals(new RegisterTile(8, 3, 16), plan(limits(2, 16, 1 << 21), 32, 4, 1).wide());
    assertEquals(new RegisterTile(4, 3, 8), plan(limits(2, 8, 1 << 21), 32, 28, 1).wide());
    assertEquals(1, plan(limits(2, 16, 1 << 21), 32, 1, 1).wide().rows());
  }

  @Test
  void fitsItsLocalMemoryOrDeclines() {
    assertEquals(1, plan(limits(2, 16, 64 << 10), 32, 28, 1).block());
    InvertedResidualSpec large = new InvertedResidualSpec("b", 1, 99, 999, 32, 96, 32, 1);
    assertTrue(BottleneckPlan.of(limits(2, 16, 64 << 10), large).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"16, 2, 49152", "8, 16, 2097152", "4, 3, 65536"})
  void agreesWithTheOracle(int vectorWidth, int units, int localBytes) {
    List<ParityCase> all = InvertedResidualCases.all();
    List<ParityCase> some =
        IntStream.range(0, all.size())
            .filter(i -> i % 5 == vectorWidth % 5)
            .mapToObj(all::get)
            .toList();
    try (VariantBackend backend =
            VariantBackend.open(
                limits ->
                    new DeviceLimits(
                        limits.name(),
                        limits.driver(),
                        DeviceType.CPU,
                        units,
                        vectorWidth,
                        limits.maxWorkGroupSize(),
                        Math.min(localBytes, limits.localMemoryBytes()),
                        limits.globalMemoryBytes(),
                        limits.maxAllocationBytes()));
        OracleComparison comparison = new OracleComparison(backend)) {
      some.forEach(each -> each.run(comparison));
    }
  }
}
