package io.github.facenet4j.kernels.library;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import java.util.Collection;

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
    return new Scratch(memory, memory.take(DataType.FLOAT32, elements));
  }

  /** Uninitialised ints for the length of one op call. */
  public Scratch scratchInts(long elements) {
    return new Scratch(memory, memory.take(DataType.INT32, elements));
  }
}
