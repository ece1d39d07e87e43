package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelMetadataTest {

  @Test
  void everythingSurvivesAWeightsFile() {
    Network network = Network.of(Architectures.named("facenet-tiny"));
    ModelMetadata metadata =
        ModelMetadata.empty()
            .with(new Calibration(1.21, 1e-3, "the pairs of fold 9"))
            .with("licence", "Apache-2.0")
            .with(network);

    ModelMetadata read = ModelMetadata.fromMap(metadata.toMap());

    assertEquals(metadata, read);
    assertEquals(Optional.of("facenet-tiny"), read.architecture());
    assertEquals(Optional.of(network.input()), read.input());
    assertEquals("Apache-2.0", read.provenance().get("licence"));
  }

  @Test
  void foreignFilesKeepTheirWordsAndHaveNoCalibration() {
    ModelMetadata read = ModelMetadata.fromMap(Map.of("format", "pt", "bn_eps", "1e-5"));

    assertEquals(Map.of("bn_eps", "1e-5"), read.provenance());
    assertEquals(Optional.empty(), read.calibration());
    assertEquals(Optional.empty(), read.architecture());
  }

  @Test
  void provenanceCannotPoseAsArchitecture() {
    Network network = Network.of(Architectures.named("facenet-tiny"));
    ModelMetadata metadata = ModelMetadata.empty().with("architecture", "other").with(network);

    assertEquals("facenet-tiny", metadata.toMap().get("architecture"));
  }

  @Test
  void malformedThresholdIsRefused() {
    for (String threshold : new String[] {"near", "NaN", "0", "-1", "4.5"}) {
      Map<String, String> map = Map.of("calibration.threshold", threshold);

      Exception refused =
          assertThrows(IllegalArgumentException.class, () -> ModelMetadata.fromMap(map));

      assertTrue(refused.getMessage().contains("threshold"), refused.getMessage());
    }
  }
}
