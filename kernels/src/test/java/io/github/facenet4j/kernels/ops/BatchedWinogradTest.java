package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.testing.ConvCases;
import io.github.facenet4j.tensor.testing.EpilogueKind;
import io.github.facenet4j.tensor.testing.OracleComparison;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Winograd's algorithm on GPUs: when it is taken, and its tiles in chunks and parts. */
class BatchedWinogradTest {
  /** As large as an H200, in what the choice depends on. */
  private static final DeviceLimits LARGE_GPU = gpu(132, 1L << 30);

  private static DeviceLimits gpu(int computeUnits, long largestBuffer) {
    return new DeviceLimits(
        "X", "1", DeviceType.GPU, computeUnits, 1, 256, 48 << 10, 64L << 30, largestBuffer);
  }

  private static Conv2dSpec conv(int images, int side, int in, int out) {
    return Conv2dSpec.square("conv", Shape.nhwc(images, side, side, in), out, 3, 1, 1);
  }

  private static int side(Optional<KernelVariant> variant) {
    return variant.map(each -> each.parameter("TILE")).orElse(0);
  }

  @ParameterizedTest
  @CsvSource({
    "1800, 24, 64, 192, 4, 4", // saves most, long sums
    "1800, 12, 96, 128, 4, 4",
    "1800, 3, 96, 384, 3, 3", // a tile of 4×4 would compute mostly air
    "1800, 24, 16, 32, 0, 0", // the transforms move more than the products save
    "1, 24, 64, 192, 0, 0" // two more launches cost more than one image
  })
  void isTakenWhereTheEstimatePromisesEnough(
      int images, int size, int in, int out, int forward, int gradient) {
    Conv2dSpec spec = conv(images, size, in, out);
    ConvGeometry geometry = ConvGeometry.forward(spec);
    assertEquals(forward, side(BatchedWinograd.cheapest(LARGE_GPU, geometry)), "forward");
    assertEquals(
        gradient, side(BatchedWinogradGradient.cheapest(LARGE_GPU, spec)), "weight gradient");
  }

  @Test
  void chunksFitTheLargestBufferAndTheBudget() {
    long floats = 36L * 192;
    TileChunks chunks = TileChunks.of(LARGE_GPU, 64_800, 36L * 64, floats, 128);
    assertTrue(chunks.count() > 1);
    assertTrue((long) chunks.perChunk() * 36 * (64 + 192) * Float.BYTES <= TileChunks.BUDGET);
    DeviceLimits narrow = gpu(132, 16 << 20);
    chunks = TileChunks.of(narrow, 64_800, 36L * 64, floats, 128);
    assertTrue(chunks.perChunk() * floats * Float.BYTES <= narrow.maxAllocationBytes());
    int covered = 0;
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      assertEquals(covered, chunks.first(chunk));
      assertTrue(chunks.size(chunk) > 0);
      covered += chunks.size(chunk);
    }
    assertEquals(64_800, covered);
  }

  /** Chunks that end within an image, the last one shorter; parts of each for dw. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void severalChunksGiveTheSame(int tile) {
    int side = 6 * tile - 1;
    Conv2dSpec spec = conv(20, side, 17, 18);
    int values = (tile + 2) * (tile + 2);
    long largestBuffer = 300L * values * 18 * Float.BYTES;
    try (VariantBackend backend =
            VariantBackend.open(
                limits -> gpu(132, Math.min(largestBuffer, limits.maxAllocationBytes())));
        OracleComparison comparison = new OracleComparison(backend)) {
      comparison.winograd(tile);
      for (Pass pass : Pass.values()) {
        KernelVariant variant =
            WinogradSteps.variants(path(pass)).stream()
                .filter(each -> each.parameter("TILE") == tile)
                .findFirst()
                .orElseThrow();
        backend.choices().force(pass.family(), variant.name());
        long before = backend.counters().launches();
        run(pass, comparison, spec);
        assertTrue(backend.counters().launches() - before >= 3 * 3 + 1, "three chunks or more");
        backend.choices().release(pass.family());
      }
    }
  }

  private static String path(Pass pass) {
    return pass == Pass.WEIGHT_GRADIENT
        ? "conv2d/04_winograd_weight_gradient.cl"
        : "conv2d/04_winograd_products.cl";
  }

  /** What a GPU takes by itself, on a convolution that is large enough for it. */
  @Test
  void isTheDefaultOfLargeConvolutionsAndAgreesWithTheOracle() {
    Conv2dSpec spec = conv(3, 24, 64, 192);
    try (VariantBackend backend =
            VariantBackend.open(limits -> gpu(1, limits.maxAllocationBytes()));
        OracleComparison comparison = new OracleComparison(backend)) {
      comparison.winograd(2, 3, 4);
      for (Pass pass : Pass.values()) {
        long before = backend.counters().launches();
        run(pass, comparison, spec);
        long launches = backend.counters().launches() - before;
        assertEquals(4, launches, "three steps and the filter's, in " + pass);
      }
    }
  }

  private static void run(Pass pass, OracleComparison comparison, Conv2dSpec spec) {
    switch (pass) {
      case FORWARD -> ConvCases.forward(comparison, spec, EpilogueKind.BIAS, null);
      case DATA_GRADIENT -> ConvCases.dataGradient(comparison, spec);
      case WEIGHT_GRADIENT -> ConvCases.weightGradient(comparison, spec);
      default -> throw new IllegalArgumentException("No case for " + pass);
    }
  }
}
