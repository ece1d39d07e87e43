package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FaceTemplateTest {

  @Test
  void narrowTemplateIsTheWideOneWithoutEightColumnsASide() {
    double[] wide = FaceTemplate.MOBILEFACE_112X112.landmarks().coordinates();
    double[] narrow = FaceTemplate.MOBILEFACENET_96X112.landmarks().coordinates();
    for (int i = 0; i < wide.length; i++) {
      assertEquals(wide[i] - (i % 2 == 0 ? 8 : 0), narrow[i], 1e-9);
    }
  }

  @Test
  void everyTemplateIsFoundByItsName() {
    for (FaceTemplate template : FaceTemplate.ALL) {
      assertEquals(template, FaceTemplate.named(template.name()));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> FaceTemplate.named("none")).getMessage();
    assertTrue(message.contains("openface-96x96"), message);
  }

  @Test
  void theWholeFrameAtItsOwnSizeIsTheTemplate() {
    FaceTemplate template = FaceTemplate.MOBILEFACE_112X112;
    assertArrayEquals(
        template.landmarks().coordinates(),
        template.central(112, 112).landmarks().coordinates(),
        1e-9);
  }

  /**
   * Half the frame at the full size: a point 10 right of the centre comes to lie 20 right of it.
   */
  @Test
  void aTighterViewMagnifiesAboutTheCentre() {
    FaceTemplate view = FaceTemplate.OPENFACE_96X96.central(48, 96);
    ImagePoint eye = FaceTemplate.OPENFACE_96X96.landmarks().leftEye();
    assertEquals(47.5 + 2 * (eye.x() - 47.5), view.landmarks().leftEye().x(), 1e-9);
    assertEquals(47.5 + 2 * (eye.y() - 47.5), view.landmarks().leftEye().y(), 1e-9);
  }

  @Test
  void aViewIsFoundByItsName() {
    FaceTemplate view = FaceTemplate.MOBILEFACE_112X112.central(98, 64);
    assertEquals(view, FaceTemplate.named(view.name()));
    assertThrows(IllegalArgumentException.class, () -> FaceTemplate.OPENFACE_96X96.central(0, 64));
  }

  @Test
  void aFaceThatLiesOnTheTemplateNeedsNoWarp() {
    FaceTemplate template = FaceTemplate.OPENFACE_96X96;
    SimilarityTransform alignment = template.alignmentOf(template.landmarks());
    assertEquals(1, alignment.a(), 1e-12);
    assertEquals(0, alignment.b(), 1e-12);
    assertEquals(0, alignment.tx(), 1e-9);
  }

  @Test
  void landmarksNeedTenNumbers() {
    assertThrows(IllegalArgumentException.class, () -> FaceLandmarks.of(1, 2, 3));
  }
}
