package io.github.facenet4j.kernels.tuning;

import static io.github.facenet4j.kernels.tuning.TestLadders.LARGE;
import static io.github.facenet4j.kernels.tuning.TestLadders.NAIVE;
import static io.github.facenet4j.kernels.tuning.TestLadders.SMALL;
import static io.github.facenet4j.kernels.tuning.TestLadders.TOO_LARGE;
import static io.github.facenet4j.kernels.tuning.TestLadders.entry;
import static io.github.facenet4j.kernels.tuning.TestLadders.shape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which measured choices hold. */
class TuningTableTest {
  private static final ShapeClass SHAPE = shape("a");

  private static TuningTable table(TuningEntry... entries) {
    return TuningTable.of(List.of(entries), TestLadders.all());
  }

  private static Optional<KernelVariant> variant(TuningTable table, ShapeClass shape) {
    return table.variant(() -> shape);
  }

  @Test
  void holdsForItsShapeAndNoOther() {
    TuningTable table = table(entry(SHAPE, SMALL), entry(shape("b"), LARGE));

    assertEquals(Optional.of(SMALL), variant(table, SHAPE));
    assertEquals(Optional.of(LARGE), variant(table, shape("b")));
    assertEquals(Optional.empty(), variant(table, shape("c")));
    assertEquals(Optional.empty(), variant(table, new ShapeClass("other family", "a")));
    assertEquals("2 measured choices in use", table.summary());
  }

  @Test
  void theLastOfTwoForOneShapeHolds() {
    assertEquals(
        Optional.of(LARGE), variant(table(entry(SHAPE, SMALL), entry(SHAPE, LARGE)), SHAPE));
  }

  private static TuningEntry measuredOn(TunedDevice device) {
    TuningEntry here = entry(SHAPE, SMALL);
    return new TuningEntry(
        device,
        here.shape(),
        here.sources(),
        here.variant(),
        1,
        here.defaultVariant(),
        2,
        3,
        "",
        "");
  }

  @Test
  void ignoresOtherDevicesAndDriversAndSaysSo() {
    TuningTable table =
        table(
            measuredOn(new TunedDevice("another processor", "1.0", 2)),
            measuredOn(new TunedDevice("processor", "1.1", 2)),
            measuredOn(new TunedDevice("processor", "1.0", 4)));

    assertEquals(Optional.empty(), variant(table, SHAPE));
    assertEquals(
        "0 measured choices in use; 3 of another device or driver ignored", table.summary());
  }

  @Test
  void ignoresWhatWasMeasuredWithOtherKernelsAndSaysSo() {
    List<TuningEntry> entries =
        new ArrayList<>(List.of(entry(SHAPE, SMALL), entry(shape("b"), NAIVE)));
    // A family that gained a variant since: the new one may be the fastest.
    TuningTable grown =
        TuningTable.of(entries, TestLadders.of(NAIVE, SMALL, LARGE, SMALL.with("TILE", 32)));

    assertEquals(Optional.empty(), variant(grown, SHAPE));
    assertEquals(
        "0 measured choices in use; 2 measured with other kernels ignored, run 'facenet tune' again",
        grown.summary());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemm/99_gone", "", "gemm/02_tiled TILE=16 "})
  void ignoresVariantsThatDoNotExist(String name) {
    TuningEntry here = entry(SHAPE, SMALL);
    TuningTable table =
        table(new TuningEntry(here.device(), SHAPE, here.sources(), name, 1, "", 1, 1, "", ""));

    assertEquals(Optional.empty(), variant(table, SHAPE));
  }

  @Test
  void ignoresVariantsThatDoNotFitTheDevice() {
    assertEquals(Optional.empty(), variant(table(entry(SHAPE, TOO_LARGE)), SHAPE));
  }

  @Test
  void familiesOfOtherFilesOrParametersHaveOtherSources() {
    String all = TestLadders.all().sources(TestLadders.FAMILY);

    assertEquals(all, TestLadders.of(LARGE, SMALL, NAIVE).sources(TestLadders.FAMILY));
    assertNotEquals(all, TestLadders.of(NAIVE, SMALL).sources(TestLadders.FAMILY));
  }
}
