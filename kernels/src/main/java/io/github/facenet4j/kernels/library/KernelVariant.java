package io.github.facenet4j.kernels.library;

import static java.util.Collections.unmodifiableMap;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * One way to run one kernel file: its compile-time parameters, its work-group, and the local memory
 * it declares. Two are equal when these are.
 *
 * <p>Every launch names its variant step by step. A step that was taken before leads to the same
 * object again, so that launches make no copies of the parameters and find their kernel by
 * identity.
 */
public final class KernelVariant {
  private static final ConcurrentMap<String, KernelVariant> FILES = new ConcurrentHashMap<>();

  private final String path;
  private final Map<String, Integer> parameters;
  private final List<Integer> workGroup;
  private final long localMemoryBytes;
  private final int hash;

  /** Where each step leads: a {@link Parameter}, a work-group (list), local memory (long). */
  private final ConcurrentMap<Object, KernelVariant> next = new ConcurrentHashMap<>(4);

  private record Parameter(String name, int value) {}

  private KernelVariant(
      String path, Map<String, Integer> parameters, List<Integer> workGroup, long localMemory) {
    this.path = path;
    this.parameters = parameters;
    this.workGroup = workGroup;
    this.localMemoryBytes = localMemory;
    this.hash = Objects.hash(path, parameters, workGroup, localMemory);
  }

  /** The file with its default parameters; the driver picks the work-group. */
  public static KernelVariant of(String path) {
    KernelVariant variant = FILES.get(path);
    return variant != null
        ? variant
        : FILES.computeIfAbsent(path, file -> new KernelVariant(file, Map.of(), List.of(), 0));
  }

  /** The same with one more compile-time parameter. */
  public KernelVariant with(String name, int value) {
    Parameter step = new Parameter(name, value);
    KernelVariant variant = next.get(step);
    if (variant == null) {
      Map<String, Integer> more = new TreeMap<>(parameters);
      more.put(name, value);
      variant = new KernelVariant(path, unmodifiableMap(more), workGroup, localMemoryBytes);
      variant = keep(step, variant);
    }
    return variant;
  }

  /** The same with a fixed work-group, dimension 0 first. */
  public KernelVariant group(Integer... sizes) {
    List<Integer> step = List.of(sizes);
    KernelVariant variant = next.get(step);
    return variant != null
        ? variant
        : keep(step, new KernelVariant(path, parameters, step, localMemoryBytes));
  }

  /** The same with so many bytes of local memory. */
  public KernelVariant localMemory(long bytes) {
    KernelVariant variant = next.get(bytes);
    return variant != null
        ? variant
        : keep(bytes, new KernelVariant(path, parameters, workGroup, bytes));
  }

  /** The same parameters, work-group and local memory for another kernel file. */
  public KernelVariant inFile(String other) {
    return new KernelVariant(other, parameters, workGroup, localMemoryBytes);
  }

  private KernelVariant keep(Object step, KernelVariant variant) {
    KernelVariant other = next.putIfAbsent(step, variant);
    return other != null ? other : variant;
  }

  /** Kernel file, such as {@code gemm/02_tiled.cl}. */
  public String path() {
    return path;
  }

  /** The compile-time parameters in alphabetical order; they become {@code -DNAME=value}. */
  public Map<String, Integer> parameters() {
    return parameters;
  }

  /** Work-items per group and dimension; empty leaves it to the driver. */
  public List<Integer> workGroup() {
    return workGroup;
  }

  /** Local memory that the kernel declares. */
  public long localMemoryBytes() {
    return localMemoryBytes;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof KernelVariant that
            && hash == that.hash
            && localMemoryBytes == that.localMemoryBytes
            && path.equals(that.path)
            && parameters.equals(that.parameters)
            && workGroup.equals(that.workGroup);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return name();
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
