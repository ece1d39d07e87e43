package io.github.facenet4j.kernels.library;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The kernels of one open device, each compiled once.
 *
 * <p>Compiled code depends on the source text, the parameters, the device and its driver. The last
 * two are fixed for one library, so a variant is key enough here; {@link Key} holds all four, for
 * tables that outlive it. Thread-safe.
 */
public final class KernelLibrary {
  private final DeviceLimits limits;
  private final KernelCompiler compiler;
  private final ConcurrentMap<String, KernelSource> sources = new ConcurrentHashMap<>();
  private final ConcurrentMap<KernelVariant, Kernel> kernels = new ConcurrentHashMap<>();

  /** An empty library over a device's compiler. */
  public KernelLibrary(DeviceLimits limits, KernelCompiler compiler) {
    this.limits = limits;
    this.compiler = compiler;
  }

  /**
   * What compiled code depends on.
   *
   * @param sourceHash SHA-256 of the resolved source
   * @param options compiler options with the parameters
   * @param device hardware name
   * @param driver driver version
   */
  public record Key(String sourceHash, String options, String device, String driver) {}

  /** The key of a variant's compiled code on this device. */
  public Key key(KernelVariant variant) {
    return new Key(source(variant).hash(), variant.buildOptions(), limits.name(), limits.driver());
  }

  /** A kernel whose family has a single variant. */
  public Kernel get(KernelVariant variant) {
    return get(variant, List.of());
  }

  /**
   * The compiled kernel, compiling it on first use.
   *
   * @param siblings the family, from which the message recommends when the variant does not fit
   * @throws IllegalArgumentException when the device cannot run the variant
   */
  public Kernel get(KernelVariant variant, Collection<KernelVariant> siblings) {
    Kernel kernel = kernels.get(variant);
    if (kernel == null) {
      variant.requireFits(limits, siblings);
      kernel = kernels.computeIfAbsent(variant, v -> compiler.compile(source(v), v));
    }
    return kernel;
  }

  private KernelSource source(KernelVariant variant) {
    return sources.computeIfAbsent(variant.path(), KernelSource::load);
  }

  /** How many kernels have been compiled. */
  public int size() {
    return kernels.size();
  }
}
