package io.github.facenet4j.facenet.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The words that travel with weights in a safetensors file's {@code __metadata__}.
 *
 * @param architecture name in {@link Architectures}, where the file says it
 * @param input pre-processing, where the file says it
 * @param calibration threshold chosen for these weights, where there is one
 * @param provenance everything else, such as source, licence, training data and run
 */
public record ModelMetadata(
    Optional<String> architecture,
    Optional<InputSpec> input,
    Optional<Calibration> calibration,
    Map<String, String> provenance) {
  private static final String FORMAT = "format";
  private static final String ARCHITECTURE = "architecture";
  private static final String THRESHOLD = "calibration.threshold";
  private static final String FAR = "calibration.far";
  private static final String HOW = "calibration.how";

  /** Copies the map. */
  public ModelMetadata {
    provenance = Map.copyOf(provenance);
  }

  /** No words at all. */
  public static ModelMetadata empty() {
    return new ModelMetadata(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** The same with a threshold. */
  public ModelMetadata with(Calibration chosen) {
    return new ModelMetadata(architecture, input, Optional.of(chosen), provenance);
  }

  /** The same with one more word of provenance. */
  public ModelMetadata with(String key, String value) {
    Map<String, String> more = new TreeMap<>(provenance);
    more.put(key, value);
    return new ModelMetadata(architecture, input, calibration, more);
  }

  /** The same, said to be of this network. */
  public ModelMetadata with(Network network) {
    return new ModelMetadata(
        Optional.of(network.architecture()), Optional.of(network.input()), calibration, provenance);
  }

  /** As key-value pairs of a weights file. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(FORMAT, "pt"); // What PyTorch's readers expect to find.
    architecture.ifPresent(name -> map.put(ARCHITECTURE, name));
    input.ifPresent(spec -> map.putAll(spec.toMetadata()));
    calibration.ifPresent(
        chosen -> {
          map.put(THRESHOLD, Double.toString(chosen.threshold()));
          map.put(FAR, Double.toString(chosen.far()));
          map.put(HOW, chosen.how());
        });
    new TreeMap<>(provenance).forEach(map::putIfAbsent);
    return map;
  }

  /**
   * From the key-value pairs of a weights file.
   *
   * @throws IllegalArgumentException when input or calibration are malformed
   */
  public static ModelMetadata fromMap(Map<String, String> map) {
    Map<String, String> rest = new TreeMap<>(map);
    InputSpec.KEYS.forEach(rest::remove);
    rest.remove(FORMAT);
    String architecture = rest.remove(ARCHITECTURE);
    return new ModelMetadata(
        Optional.ofNullable(architecture),
        InputSpec.fromMetadata(map),
        calibration(rest.remove(THRESHOLD), rest.remove(FAR), rest.remove(HOW)),
        rest);
  }

  private static Optional<Calibration> calibration(String threshold, String far, String how) {
    if (threshold == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Calibration(
              Double.parseDouble(threshold),
              far == null ? Double.NaN : Double.parseDouble(far),
              how == null ? "the weights file does not say" : how));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "The weights file's threshold is malformed: " + malformed.getMessage(), malformed);
    }
  }
}
