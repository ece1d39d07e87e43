package io.github.facenet4j.facenet.net;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Thresholds for published weights whose files have none, measured by {@code facenet calibrate} on
 * the 3,000 pairs of different people of LFW's View 2 with faces found by MTCNN.
 */
public final class PublishedThresholds {
  private static final Map<String, Calibration> BY_FINGERPRINT =
      Map.of(
          "mobileface-v2:66faa13903b9a4e2ed0484669c791a32",
          new Calibration(
              1.3092,
              0.001,
              "measured for these published weights: 3 of the 3000 pairs of different people of LFW"
                  + " accepted; 'facenet calibrate' measures on your own photographs"));

  private PublishedThresholds() {}

  /**
   * The threshold of a model: its own, or the one measured for its weights.
   *
   * @param architecture of the model
   * @param own what its file says
   * @param fingerprint see {@link ModelFingerprint}; asked for where it is needed
   */
  public static Optional<Calibration> of(
      String architecture, Optional<Calibration> own, Fingerprint fingerprint) throws IOException {
    boolean mayBeKnown =
        BY_FINGERPRINT.keySet().stream().anyMatch(key -> key.startsWith(architecture + ":"));
    return own.isPresent() || !mayBeKnown
        ? own
        : Optional.ofNullable(BY_FINGERPRINT.get(fingerprint.get()));
  }

  /** Computes a fingerprint, which reads all weights. */
  @FunctionalInterface
  public interface Fingerprint {
    /** The fingerprint. */
    String get() throws IOException;
  }
}
