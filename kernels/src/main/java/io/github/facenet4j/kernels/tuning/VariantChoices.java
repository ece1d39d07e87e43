package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Variants that were forced for an op family, by the system property {@code
 * facenet4j.opencl.variant.FAMILY} or by a call; without either the family's default holds.
 *
 * <p>The text is a variant's name, such as {@code gemm/02_tiled TILE=16}. Thread-safe.
 */
public final class VariantChoices {
  private static final String PROPERTY = "facenet4j.opencl.variant.";

  private final Map<String, String> forced = new ConcurrentHashMap<>();

  /** Nothing forced but what the system properties say. */
  public VariantChoices() {}

  /** Forces a variant by name for every later call of the family. */
  public void force(String family, String variantName) {
    forced.put(family, variantName);
  }

  /** Back to the property or the default. */
  public void release(String family) {
    forced.remove(family);
  }

  /**
   * The forced variant of a family, if any.
   *
   * @throws IllegalArgumentException when the name is none of the family's
   */
  public Optional<KernelVariant> forced(String family, Collection<KernelVariant> variants) {
    String name = forced.getOrDefault(family, System.getProperty(PROPERTY + family, ""));
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        variants.stream()
            .filter(variant -> variant.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Family '%s' has no variant '%s'. Use one of: %s."
                            .formatted(
                                family,
                                name,
                                String.join(
                                    ", ", variants.stream().map(KernelVariant::name).toList())))));
  }
}
