package io.github.facenet4j.kernels.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.DeviceType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Forcing variants, and the tiles that processors get. */
class VariantChoicesTest {
  private static final KernelVariant NAIVE = KernelVariant.of("f/01_naive.cl");
  private static final KernelVariant TILED = KernelVariant.of("f/02_tiled.cl").with("TILE", 8);
  private static final List<KernelVariant> FAMILY = List.of(NAIVE, TILED);

  private static DeviceLimits processor(int vectorWidth) {
    return new DeviceLimits(
        "cpu", "1", DeviceType.CPU, 2, vectorWidth, 4096, 1 << 20, 1L << 32, 1L << 31);
  }

  @Test
  void forcesByCallThenByPropertyThenNothing() {
    VariantChoices choices = new VariantChoices();
    String property = "facenet4j.opencl.variant.family-of-this-test";
    String family = "family-of-this-test";
    assertEquals(Optional.empty(), choices.forced(family, FAMILY));
    System.setProperty(property, "f/02_tiled TILE=8");
    try {
      assertEquals(Optional.of(TILED), choices.forced(family, FAMILY));
      choices.force(family, "f/01_naive");
      assertEquals(Optional.of(NAIVE), choices.forced(family, FAMILY));
      choices.release(family);
      assertEquals(Optional.of(TILED), choices.forced(family, FAMILY));
    } finally {
      System.clearProperty(property);
    }
  }

  @Test
  void listsTheFamilyWhenTheNameIsUnknown() {
    VariantChoices choices = new VariantChoices();
    choices.force("gemm", "f/02_tiled TILE=9");
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> choices.forced("gemm", FAMILY));
    assertTrue(
        unknown.getMessage().contains("Use one of: f/01_naive, f/02_tiled TILE=8."),
        unknown.getMessage());
  }

  @Test
  void choosesTilesThatFillTheRegistersOfTheProcessor() {
    for (int width : new int[] {4, 8, 16}) {
      int registers = width == 8 ? 16 : 32;
      for (RegisterTile tile : RegisterTile.candidates(processor(width))) {
        int used = tile.rows() * tile.vectors() + tile.vectors() + 1;
        assertTrue(used <= registers, tile + " needs " + used + " registers");
        assertEquals(width, tile.width());
      }
    }
  }

  @Test
  void choosesTheTileThatWastesLeast() {
    assertEquals(48, RegisterTile.choose(processor(16), 4608, 48).columns());
    assertEquals(16, RegisterTile.choose(processor(16), 4608, 16).columns());
    assertEquals(32, RegisterTile.choose(processor(16), 4608, 32).columns());
  }

  @Test
  void evensOutTheRowsOfFewTiles() {
    RegisterTile tile = RegisterTile.chooseEvened(processor(16), 21, 64);
    assertEquals(new RegisterTile(7, 3, 16), tile.evened(21));
    assertEquals(21 * 64 * tile.evened(21).multiplyCost(), tile.evened(21).paddedCost(21, 64, 16));
    assertEquals(new RegisterTile(6, 4, 16), new RegisterTile(6, 4, 16).evened(96));
    assertEquals(new RegisterTile(1, 2, 16), new RegisterTile(12, 2, 16).evened(1));
  }

  @Test
  void cutsATileDownToASmallResult() {
    RegisterTile tile = new RegisterTile(12, 2, 16);
    assertEquals(new RegisterTile(3, 1, 4), tile.within(3, 7));
    assertEquals(new RegisterTile(1, 1, 1), tile.within(1, 1));
    assertEquals(tile, tile.within(12, 32));
  }

  @Test
  void forcedGoesBeforeTunedAndTunedBeforeTheDefault() {
    VariantChoices choices = new VariantChoices();
    ShapeClass shape = TestLadders.shape("a");
    Supplier<KernelVariant> choice =
        () ->
            choices.choose(
                TestLadders.FAMILY,
                TestLadders.all().fitting(TestLadders.FAMILY),
                () -> shape,
                () -> TestLadders.NAIVE);
    assertEquals(TestLadders.NAIVE, choice.get());
    choices.use(
        TuningTable.of(List.of(TestLadders.entry(shape, TestLadders.SMALL)), TestLadders.all()));
    assertEquals(TestLadders.SMALL, choice.get());
    choices.force(TestLadders.FAMILY, TestLadders.LARGE.name());
    assertEquals(TestLadders.LARGE, choice.get());
    choices.release(TestLadders.FAMILY);
    choices.use(TuningTable.EMPTY);
    assertEquals(TestLadders.NAIVE, choice.get());
  }

  @Test
  void aVariantThatDoesNotApplyLeavesTheCallToTheNext() {
    VariantChoices choices = new VariantChoices();
    choices.force("family", TILED.name());
    assertEquals(
        NAIVE,
        choices.choose(
            "family",
            FAMILY,
            variant -> !variant.equals(TILED),
            () -> TestLadders.shape("a"),
            () -> NAIVE));
  }

  @Test
  void shapesAreNotAskedForWithoutATable() {
    assertEquals(
        NAIVE,
        new VariantChoices()
            .choose(
                "family",
                FAMILY,
                () -> {
                  throw new AssertionError("asked for");
                },
                () -> NAIVE));
  }
}
