package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/**
 * Compiled kernels found again by what a call varies; putting a {@link KernelVariant} together and
 * looking it up costs more than a launch. Thread-safe.
 */
final class KernelMemo {
  private final KernelRuntime runtime;
  private final ConcurrentMap<Key, Kernel> kernels = new ConcurrentHashMap<>();

  /**
   * What a call varies.
   *
   * @param path kernel file
   * @param layout decides vector width and work-group
   * @param option value of the kernel's own parameters, 0 where it has none
   */
  private record Key(String path, Geometry layout, int option) {}

  /** How a layout turns a file into a variant. */
  interface Form {
    KernelVariant of(Geometry layout, String path);
  }

  KernelMemo(KernelRuntime runtime) {
    this.runtime = runtime;
  }

  /** A kernel without parameters of its own. */
  Kernel get(Form form, Geometry layout, String path) {
    return get(form, layout, path, 0, UnaryOperator.identity());
  }

  /**
   * A kernel with parameters of its own.
   *
   * @param option stands for those parameters
   * @param parameters sets them
   */
  Kernel get(
      Form form,
      Geometry layout,
      String path,
      int option,
      UnaryOperator<KernelVariant> parameters) {
    Key key = new Key(path, layout, option);
    Kernel kernel = kernels.get(key);
    if (kernel == null) {
      kernel = runtime.kernel(parameters.apply(form.of(layout, path)));
      kernels.put(key, kernel);
    }
    return kernel;
  }
}
