package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which variant a call gets: the forced one, else the tuned one, else the family's default.
 *
 * <p>Forced are those of the system property {@code facenet4j.opencl.variant.FAMILY} or of {@link
 * #force}; the text is a variant's name, such as {@code gemm/02_tiled TILE=16}. Tuned are those of
 * the {@link TuningTable} in use; without one there are none. Thread-safe.
 */
public final class VariantChoices {
  private static final String PROPERTY = "facenet4j.opencl.variant.";

  private final Map<String, String> forced = new ConcurrentHashMap<>();
  private volatile TuningTable tuned = TuningTable.EMPTY;
  private volatile Watcher watcher = (family, variant) -> {};

  /** Nothing forced but what the system properties say, nothing tuned. */
  public VariantChoices() {}

  /** Is told every choice. */
  @FunctionalInterface
  interface Watcher {
    void chose(String family, KernelVariant variant);
  }

  /** Forces a variant by name for every later call of the family. */
  public void force(String family, String variantName) {
    forced.put(family, variantName);
  }

  /** Back to the property, the table or the default. */
  public void release(String family) {
    forced.remove(family);
  }

  /** Uses these measured choices for later calls, and no others. */
  public void use(TuningTable table) {
    tuned = table;
  }

  /** Tells this one every later choice, and nobody else. */
  void watch(Watcher newWatcher) {
    watcher = newWatcher;
  }

  /** The variant that the family runs when these calls are made; null where it runs none. */
  KernelVariant chosenBy(String family, Runnable calls) {
    Map<String, KernelVariant> chosen = new ConcurrentHashMap<>();
    watch(chosen::putIfAbsent);
    try {
      calls.run();
    } finally {
      watch((ignored, variant) -> {});
    }
    return chosen.get(family);
  }

  /**
   * The variant for one call of a family whose variants compute every call.
   *
   * @see #choose(String, Collection, Predicate, Supplier, Supplier)
   */
  public KernelVariant choose(
      String family,
      Collection<KernelVariant> variants,
      Supplier<ShapeClass> shape,
      Supplier<KernelVariant> byDefault) {
    return choose(family, variants, variant -> true, shape, byDefault);
  }

  /**
   * The variant for one call.
   *
   * @param variants what the family has
   * @param applies whether a variant can compute this call; a forced one that cannot leaves it to
   *     the tuned one or the default, so that forcing it does not stop a network
   * @param shape the call's class; asked for only where a table is in use
   * @param byDefault the family's own choice
   * @throws IllegalArgumentException when the forced name is none of the family's
   */
  public KernelVariant choose(
      String family,
      Collection<KernelVariant> variants,
      Predicate<KernelVariant> applies,
      Supplier<ShapeClass> shape,
      Supplier<KernelVariant> byDefault) {
    KernelVariant variant =
        forced(family, variants)
            .filter(applies)
            .or(() -> tuned.variant(shape).filter(applies))
            .orElseGet(byDefault);
    watcher.chose(family, variant);
    return variant;
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
        named(name, variants)
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

  /** The variant of that name. */
  static Optional<KernelVariant> named(String name, Collection<KernelVariant> variants) {
    return variants.stream().filter(variant -> variant.name().equals(name)).findFirst();
  }
}
