package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedThresholdsTest {
  @TempDir private Path folder;

  private static String fingerprint(Path file) throws IOException {
    return ModelFingerprint.of(List.of(file), Optional.empty());
  }

  /** A threshold that is written into the file does not make it another model. */
  @Test
  void aModelIsToldByItsWeightsAndNotByItsWords() throws IOException {
    Path one = TinyModels.save(folder.resolve("1.safetensors"), ModelMetadata.empty());
    ModelMetadata words =
        ModelMetadata.empty().with(new Calibration(1.1, 0.01, "said")).with("note", "x");
    Path two = TinyModels.save(folder.resolve("2.safetensors"), words);
    assertEquals(fingerprint(one), fingerprint(two));
    assertTrue(fingerprint(one).matches("facenet-tiny:[0-9a-f]{32}"));
    Path changed =
        TinyModels.saveChanged(
            folder.resolve("3.safetensors"),
            stored -> {
              stored.values()[0] += 1;
              return stored;
            });
    assertNotEquals(
        fingerprint(one), ModelFingerprint.of(List.of(changed), Optional.of(TinyModels.NAME)));
  }

  @Test
  void aThresholdOfItsOwnComesFirstAndOthersAreNotLookedFor() throws IOException {
    Optional<Calibration> own = Optional.of(new Calibration(1, 0.1, "own"));
    assertEquals(
        own,
        PublishedThresholds.of(
            "mobileface-v2",
            own,
            () -> {
              throw new AssertionError("asked without need");
            }));
    assertEquals(
        Optional.empty(),
        PublishedThresholds.of(
            "nn4.small2",
            Optional.empty(),
            () -> {
              throw new AssertionError("asked without need");
            }));
    assertEquals(
        Optional.empty(),
        PublishedThresholds.of("mobileface-v2", Optional.empty(), () -> "mobileface-v2:0"));
  }

  @Test
  void thePublishedWeightsHaveAThresholdAndACurve() throws IOException {
    Path weights = Goldens.require("mobileface-v2.safetensors");
    Optional<Calibration> known =
        PublishedThresholds.of("mobileface-v2", Optional.empty(), () -> fingerprint(weights));
    assertEquals(1.3092, known.orElseThrow().threshold());
    AcceptCurve curve = PublishedThresholds.curve("mobileface-v2", known).orElseThrow();
    assertEquals(40, curve.points().size());
    assertTrue(
        PublishedThresholds.curve("mobileface-v2", Optional.of(new Calibration(1, 0, "other")))
            .isEmpty());
  }

  @Test
  void aCurveIsReadAsItWasWritten() {
    AcceptCurve curve =
        new AcceptCurve(
            List.of(new AcceptCurve.Point(0.1, 0, 0.25), new AcceptCurve.Point(4, 1, 1)));
    assertEquals(Optional.of(curve), AcceptCurve.parse(curve.toText()));
    for (String wrong : new String[] {"", "1:2", "a:b:c", "1:0:1 x"}) {
      assertFalse(AcceptCurve.parse(wrong).isPresent(), wrong);
    }
  }
}
