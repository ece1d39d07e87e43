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

  private static final Map<String, String> CURVES =
      Map.of(
          "mobileface-v2",
          "0.10:0.00000:0.00100 0.20:0.00000:0.00667 0.30:0.00000:0.02967 "
              + "0.40:0.00000:0.08967 0.50:0.00000:0.18267 0.60:0.00000:0.31467 "
              + "0.70:0.00000:0.47000 0.80:0.00000:0.61200 0.90:0.00000:0.72833 "
              + "1.00:0.00000:0.81733 1.10:0.00000:0.87433 1.20:0.00067:0.91767 "
              + "1.30:0.00100:0.94767 1.40:0.00167:0.96233 1.50:0.00733:0.97033 "
              + "1.60:0.02633:0.97467 1.70:0.05900:0.98100 1.80:0.14733:0.98433 "
              + "1.90:0.30267:0.98733 2.00:0.51233:0.99033 2.10:0.74000:0.99500 "
              + "2.20:0.89467:0.99833 2.30:0.96667:0.99933 2.40:0.99033:0.99967 "
              + "2.50:0.99800:1.00000 2.60:0.99967:1.00000 2.70:0.99967:1.00000 "
              + "2.80:1.00000:1.00000 2.90:1.00000:1.00000 3.00:1.00000:1.00000 "
              + "3.10:1.00000:1.00000 3.20:1.00000:1.00000 3.30:1.00000:1.00000 "
              + "3.40:1.00000:1.00000 3.50:1.00000:1.00000 3.60:1.00000:1.00000 "
              + "3.70:1.00000:1.00000 3.80:1.00000:1.00000 3.90:1.00000:1.00000 "
              + "4.00:1.00000:1.00000");

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

  /**
   * What each threshold accepts, for a model whose threshold is one of these.
   *
   * @param architecture of the model
   * @param used the threshold that is used for it
   */
  public static Optional<AcceptCurve> curve(String architecture, Optional<Calibration> used) {
    return used.filter(BY_FINGERPRINT::containsValue)
        .map(known -> CURVES.get(architecture))
        .flatMap(AcceptCurve::parse);
  }

  /** Computes a fingerprint, which reads all weights. */
  @FunctionalInterface
  public interface Fingerprint {
    /** The fingerprint. */
    String get() throws IOException;
  }
}
