package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelSource;
import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The families of one device that have several variants.
 *
 * @param limits what the device allows
 * @param variants of each family, lowest rung first, whether they fit or not
 */
public record Ladders(DeviceLimits limits, Map<String, List<KernelVariant>> variants) {

  /** Keeps the order and makes the map immutable. */
  public Ladders {
    variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
  }

  /** The variants of a family that the device can run; none of an unknown family. */
  public List<KernelVariant> fitting(String family) {
    return variants.getOrDefault(family, List.of()).stream()
        .filter(variant -> variant.fits(limits))
        .toList();
  }

  /**
   * One hash over names and sources of all variants of a family that fit: a measured choice is out
   * of date as soon as any of the kernels it was chosen from has changed or a new one has come.
   */
  public String sources(String family) {
    return KernelSource.sha256(
        fitting(family).stream()
            .map(variant -> variant.name() + " " + KernelSource.load(variant.path()).hash())
            .sorted()
            .collect(Collectors.joining("\n")));
  }
}
