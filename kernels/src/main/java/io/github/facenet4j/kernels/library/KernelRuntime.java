package io.github.facenet4j.kernels.library;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import io.github.facenet4j.tensor.spi.Storage;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * What an op family needs of its device: limits to choose by, kernels to launch, scratch memory.
 *
 * @param limits what the device allows
 * @param library its compiled kernels
 * @param memory its pool
 */
public record KernelRuntime(DeviceLimits limits, KernelLibrary library, DeviceMemory memory) {

  /** The compiled kernel of a family with a single variant. */
  public Kernel kernel(KernelVariant variant) {
    return library.get(variant);
  }

  /** The compiled kernel of a family with several variants. */
  public Kernel kernel(KernelVariant variant, Collection<KernelVariant> siblings) {
    return library.get(variant, siblings);
  }

  /** Uninitialised floats for the length of one op call. */
  public Scratch scratch(long elements) {
    return Scratch.take(memory, elements);
  }

  /** Uninitialised ints for the length of one op call. */
  public Scratch scratchInts(long elements) {
    return Scratch.take(memory, DataType.INT32, elements);
  }

  /**
   * Floats that are computed from a tensor's contents and nothing else, such as packed weights;
   * kept from their second use on until the tensor is written or released. Closing them ends the
   * use.
   *
   * @param form stands for the form and everything but the contents that it depends on, by {@code
   *     equals}
   * @param fill launches what computes them into the storage it is given
   */
  public Scratch derived(Tensor source, Object form, long elements, Consumer<Storage> fill) {
    return ((DeviceBuffer) source.storage()).derived(memory, form, elements, fill);
  }
}
