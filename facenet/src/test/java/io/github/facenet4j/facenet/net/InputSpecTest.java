package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.RgbImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputSpecTest {
  private static final InputSpec SPEC =
      new InputSpec(1, 2, ChannelOrder.BGR, 127.5f, 0.5f, "openface-96x96");

  @Test
  void batchHoldsPixelsRowByRowInTheAskedChannelOrder() {
    RgbImage first = RgbImage.of(2, 1, new byte[] {0, 1, 2, 3, 4, 5});
    RgbImage second = RgbImage.of(2, 1, new byte[] {(byte) 255, 0, 0, 0, 0, (byte) 255});

    float[] batch = SPEC.toBatch(List.of(first, second));

    float[] samples = {2, 1, 0, 5, 4, 3, 0, 0, 255, 255, 0, 0};
    float[] expected = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      expected[i] = (samples[i] - 127.5f) * 0.5f;
    }
    assertArrayEquals(expected, batch);
  }

  @Test
  void cropOfAnotherSizeIsRefusedWithBothSizesAndTheTemplate() {
    RgbImage tall = RgbImage.filled(1, 2, 0, 0, 0);

    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> SPEC.toBatch(List.of(tall)));

    assertTrue(refused.getMessage().contains("2x1"), refused.getMessage());
    assertTrue(refused.getMessage().contains("1x2"), refused.getMessage());
    assertTrue(refused.getMessage().contains("openface-96x96"), refused.getMessage());
  }

  @Test
  void metadataRoundTripsExactly() {
    for (Architecture architecture : Architectures.all()) {
      InputSpec spec = architecture.input();
      assertEquals(Optional.of(spec), InputSpec.fromMetadata(spec.toMetadata()));
      assertEquals(spec.template(), spec.faceTemplate().name());
    }
  }

  @Test
  void metadataWithoutInputIsEmptyAndIncompleteMetadataIsRefused() {
    assertEquals(Optional.empty(), InputSpec.fromMetadata(Map.of("format", "pt")));
    Map<String, String> incomplete = new HashMap<>(SPEC.toMetadata());
    incomplete.remove("input.scale");

    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> InputSpec.fromMetadata(incomplete));

    assertTrue(refused.getMessage().contains("input.scale"), refused.getMessage());
  }

  @Test
  void malformedMetadataIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"input.height", "-3"},
          {"input.width", "wide"},
          {"input.order", "CMY"},
          {"input.mean", "NaN"},
          {"input.scale", "0"}
        }) {
      Map<String, String> metadata = new HashMap<>(SPEC.toMetadata());
      metadata.put(wrong[0], wrong[1]);

      assertThrows(
          IllegalArgumentException.class, () -> InputSpec.fromMetadata(metadata), wrong[0]);
    }
  }

  @Test
  void templateOfTheTinyNetworkIsAViewOfAKnownOne() {
    FaceTemplate tight = FaceTemplate.MOBILEFACE_112X112.central(84, 48);

    assertEquals(tight, FaceTemplate.named(tight.name()));
  }
}
