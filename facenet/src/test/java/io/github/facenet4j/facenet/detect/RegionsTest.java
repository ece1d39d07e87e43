package io.github.facenet4j.facenet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceLandmarks;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.image.TestImages;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Regions, and which of them stay. */
class RegionsTest {
  private static Candidate region(double x, double y, double side, double score) {
    return new Candidate(x, y, x + side, y + side, score);
  }

  private static List<Candidate> kept(NonMaximumSuppression rule, double limit, Candidate... of) {
    return rule.apply(List.of(of), Function.identity(), limit, 100);
  }

  @Test
  void ofTwoThatOverlapTheBetterStays() {
    Candidate good = region(0, 0, 10, 0.9);
    Candidate bad = region(5, 0, 10, 0.8); // 50 of 150 in common
    assertEquals(List.of(good), kept(NonMaximumSuppression.UNION, 0.33, bad, good));
    assertEquals(List.of(good, bad), kept(NonMaximumSuppression.UNION, 0.34, bad, good));
  }

  @Test
  void aRegionThatWasDroppedDropsNoOther() {
    Candidate first = region(0, 0, 10, 0.9);
    Candidate second = region(4, 0, 10, 0.8);
    Candidate third = region(8, 0, 10, 0.7);
    assertEquals(
        List.of(first, third), kept(NonMaximumSuppression.UNION, 0.3, first, second, third));
  }

  @Test
  void aFaceWithinAFaceGoesByTheSmallerArea() {
    Candidate outer = region(0, 0, 100, 0.9);
    Candidate inner = region(40, 40, 10, 0.8);
    assertEquals(2, kept(NonMaximumSuppression.UNION, 0.7, outer, inner).size());
    assertEquals(List.of(outer), kept(NonMaximumSuppression.MINIMUM, 0.7, outer, inner));
  }

  @Test
  void theBestAreLookedAtWhereThereAreTooMany() {
    List<Candidate> many =
        List.of(region(0, 0, 5, 0.7), region(10, 0, 5, 0.9), region(20, 0, 5, 0.8));
    assertEquals(
        List.of(many.get(1), many.get(2)),
        NonMaximumSuppression.UNION.apply(many, Function.identity(), 0.5, 2));
  }

  @Test
  void aSquareIsAsLongAsTheLongerSide() {
    Candidate square = new Candidate(10, 20, 20, 40, 1).squared();
    assertEquals(new Candidate(5, 20, 25, 40, 1), square);
  }

  @Test
  void whatLiesOutsideOrIsEndlessIsNotLookedAt() {
    assertTrue(region(-5, -5, 10, 1).isVisible(100, 100));
    for (Candidate hopeless :
        List.of(
            region(-10, 0, 10, 1),
            region(100, 0, 10, 1),
            region(0, 0, 0.5, 1),
            region(0, 0, 201, 1),
            new Candidate(0, 0, Double.NaN, 4, 1))) {
      assertEquals(false, hopeless.isVisible(100, 100), hopeless.toString());
    }
  }

  @Test
  void levelsShrinkUntilTheShorterSideIsOneWindow() {
    List<PyramidCanvas.Level> levels = PyramidCanvas.levels(250, 250, 20, 0.709);
    assertEquals(8, levels.size());
    assertEquals(150, levels.get(0).width());
    assertEquals(14, levels.get(7).width());
    assertEquals(0, PyramidCanvas.levels(19, 300, 20, 0.709).size());
  }

  /** Whatever their sizes are, every pixel of every level lies on a canvas. */
  @Test
  void canvasesHoldEveryLevelWhole() {
    RgbImage photo = TestImages.noise(700, 1300, 4);
    List<PyramidCanvas.Level> levels = PyramidCanvas.levels(700, 1300, 12, 0.8);
    List<PyramidCanvas> canvases = PyramidCanvas.of(photo, levels);
    for (PyramidCanvas.Level level : levels) {
      boolean[][] covered = new boolean[level.evenHeight()][level.evenWidth()];
      for (PyramidCanvas canvas : canvases) {
        for (PyramidCanvas.Placed piece : canvas.pieces()) {
          if (piece.level().equals(level)) {
            cover(covered, piece, canvas);
          }
        }
      }
      for (boolean[] row : covered) {
        for (boolean pixel : row) {
          assertTrue(pixel, level.toString());
        }
      }
    }
  }

  private static void cover(boolean[][] level, PyramidCanvas.Placed piece, PyramidCanvas canvas) {
    assertEquals(0, (piece.x() + piece.y() + piece.left() + piece.top()) % 2);
    assertTrue(piece.x() + piece.width() <= canvas.pixels().width());
    assertTrue(piece.y() + piece.height() <= canvas.pixels().height());
    for (int y = 0; y < piece.height(); y++) {
      for (int x = 0; x < piece.width(); x++) {
        level[piece.top() + y][piece.left() + x] = true;
      }
    }
  }

  @Test
  void theFaceThatIsMeantIsChosen() {
    RgbImage photo = RgbImage.filled(200, 200, 0, 0, 0);
    DetectedFace large = face(0, 0, 70);
    DetectedFace central = face(75, 75, 50);
    List<DetectedFace> both = List.of(large, central);
    assertEquals(List.of(large), FaceChoice.LARGEST.among(both, photo, "p"));
    assertEquals(List.of(central), FaceChoice.CENTRAL.among(both, photo, "p"));
    assertEquals(List.of(large), FaceChoice.ONLY.among(List.of(large), photo, "p"));
    assertEquals(both, FaceChoice.ALL.among(both, photo, "p"));
    String message =
        assertThrows(FaceNotFoundException.class, () -> FaceChoice.ONLY.among(both, photo, "p"))
            .getMessage();
    assertTrue(message.contains("'p' has 2"), message);
  }

  private static DetectedFace face(double left, double top, double side) {
    return new DetectedFace(left, top, side, side, 1, FaceLandmarks.of(new double[10]));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> MtcnnSettings.DEFAULT.from(11));
    assertThrows(IllegalArgumentException.class, () -> new MtcnnSettings(20, 0, 1, 0.5, 0.5, 0.5));
    assertThrows(
        IllegalArgumentException.class, () -> new MtcnnSettings(20, 0, 0.7, 0.5, Double.NaN, 0.5));
  }
}
