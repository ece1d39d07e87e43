package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageCanvasTest {
  private final RgbImage image = TestImages.noise(7, 5, 3);

  @Test
  void whatLiesOutsideAnImageIsBlack() {
    RgbImage cut = ImageCanvas.cut(image, -2, 3, 12, 4);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 12; x++) {
        boolean inside = x >= 2 && x < 9 && y < 2;
        assertEquals(inside ? image.sample(x - 2, y + 3, 1) : 0, cut.sample(x, y, 1));
      }
    }
  }

  @Test
  void whatLiesOutsideTheCanvasIsLeftOut() {
    ImageCanvas canvas = new ImageCanvas(4, 4);
    canvas.copy(image, 0, 0, 7, 5, -3, -2);
    canvas.copy(image, 0, 0, 7, 5, 40, 0);
    assertEquals(image.sample(3, 2, 0), canvas.toImage().sample(0, 0, 0));
    assertEquals(image.sample(6, 4, 2), canvas.toImage().sample(3, 2, 2));
    assertEquals(0, canvas.toImage().sample(0, 3, 0));
  }

  @Test
  void aPictureThatWasTakenStaysWhenTheCanvasChanges() {
    ImageCanvas canvas = new ImageCanvas(7, 5);
    RgbImage before = canvas.toImage();
    canvas.copy(image, 0, 0, 7, 5, 0, 0);
    assertEquals(RgbImage.filled(7, 5, 0, 0, 0), before);
    assertEquals(image, canvas.toImage());
  }

  @Test
  void anEmptyCanvasIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ImageCanvas(0, 3));
  }

  @Test
  void facesAreDrawnOnACopy() {
    RgbImage photo = RgbImage.filled(60, 60, 10, 10, 10);
    double[] points = {25, 25, 35, 25, 30, 30, 26, 36, 34, 36};
    DetectedFace face = new DetectedFace(20, 15, 20, 30, 0.9, FaceLandmarks.of(points));
    RgbImage drawn = FaceDrawing.of(photo, List.of(face));
    assertArrayEquals(
        new int[] {10, 0x35, 0xFF},
        new int[] {drawn.sample(5, 5, 0), drawn.sample(30, 15, 0), drawn.sample(30, 30, 0)});
    assertEquals(10, photo.sample(30, 30, 0));
  }
}
