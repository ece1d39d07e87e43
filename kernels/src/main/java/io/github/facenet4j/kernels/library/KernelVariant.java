package io.github.facenet4j.kernels.library;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One way to run one kernel file: its compile-time parameters, its work-group, and the local memory
 * it declares.
 *
 * @param path kernel file, such as {@code gemm/02_tiled.cl}
 * @param parameters become {@code -DNAME=value}
 * @param workGroup work-items per group and dimension; empty leaves it to the driver
 * @param localMemoryBytes local memory that the kernel declares
 */
public record KernelVariant(
    String path, Map<String, Integer> parameters, List<Integer> workGroup, long localMemoryBytes) {

  /** Copies the collections; parameters are kept in alphabetical order. */
  public KernelVariant {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    workGroup = List.copyOf(workGroup);
  }

  /** The file with its default parameters; the driver picks the work-group. */
  public static KernelVariant of(String path) {
    return new KernelVariant(path, Map.of(), List.of(), 0);
  }

  /** The same with one more compile-time parameter. */
  public KernelVariant with(String name, int value) {
    Map<String, Integer> more = new TreeMap<>(parameters);
    more.put(name, value);
    return new KernelVariant(path, more, workGroup, localMemoryBytes);
  }

  /** The same with a fixed work-group, dimension 0 first. */
  public KernelVariant group(Integer... sizes) {
    return new KernelVariant(path, parameters, List.of(sizes), localMemoryBytes);
  }

  /** The same with so many bytes of local memory. */
  public KernelVariant localMemory(long bytes) {
    return new KernelVariant(path, parameters, workGroup, bytes);
  }

  /** A compile-time parameter that the host needs too. */
  public int parameter(String name) {
    Integer value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("Kernel variant '" + name() + "' has no " + name);
    }
    return value;
  }

  /** Text form, such as {@code gemm/02_tiled TILE=32}; what forcing a variant takes. */
  public String name() {
    return parameters.isEmpty() ? stem() : stem() + " " + parameterText();
  }

  private String stem() {
    return KernelSource.stem(path);
  }

  private String parameterText() {
    return parameters.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Options for the OpenCL compiler. */
  public String buildOptions() {
    return parameters.entrySet().stream()
        .map(e -> " -D" + e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining("", "-cl-std=CL1.2", ""));
  }

  /** Work-items of one group; 1 when the driver picks it. */
  public long groupItems() {
    return workGroup.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Whether the device's limits allow this variant. */
  public boolean fits(DeviceLimits limits) {
    return groupItems() <= limits.maxWorkGroupSize()
        && localMemoryBytes <= limits.localMemoryBytes();
  }

  /**
   * Refuses a variant that the device cannot run.
   *
   * @param siblings other variants of the same family, from which the message recommends
   * @throws IllegalArgumentException saying what the device allows, what is needed, what to use
   */
  public void requireFits(DeviceLimits limits, Collection<KernelVariant> siblings) {
    String problem;
    if (groupItems() > limits.maxWorkGroupSize()) {
      problem =
          "allows %d work-items per group; %s needs %d"
              .formatted(limits.maxWorkGroupSize(), name(), groupItems());
    } else if (localMemoryBytes > limits.localMemoryBytes()) {
      problem =
          "has %d bytes of local memory per group; %s needs %d"
              .formatted(limits.localMemoryBytes(), name(), localMemoryBytes);
    } else {
      return;
    }
    List<KernelVariant> fitting =
        siblings.stream().filter(v -> !v.equals(this) && v.fits(limits)).toList();
    List<KernelVariant> sameFile = fitting.stream().filter(v -> v.path.equals(path)).toList();
    String remedy =
        fitting.isEmpty()
            ? "Use another device."
            : sameFile.isEmpty()
                ? "Use " + String.join(" or ", fitting.stream().map(KernelVariant::name).toList())
                : "Use "
                    + String.join(
                        " or ", sameFile.stream().map(KernelVariant::parameterText).toList());
    throw new IllegalArgumentException(
        "OpenCL device '%s' %s. %s%s"
            .formatted(limits.name(), problem, remedy, remedy.endsWith(".") ? "" : "."));
  }
}
