package io.github.facenet4j.tensor.reference;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import io.github.facenet4j.tensor.spi.Storage;
import io.github.facenet4j.tensor.spi.StorageAllocator;
import java.util.Arrays;

/**
 * A Java array as device memory: {@code double[]} for FLOAT32, {@code int[]} for INT32.
 *
 * <p>Elements are row-major from index 0; the array may be longer than the tensor.
 */
final class ReferenceStorage implements Storage {
  private final DataType type;
  private final double[] doubles;
  private final int[] ints;

  private ReferenceStorage(DataType type, int elements) {
    this.type = type;
    this.doubles = type == DataType.FLOAT32 ? new double[elements] : null;
    this.ints = type == DataType.INT32 ? new int[elements] : null;
    if (doubles != null) {
      // Contents are undefined by contract; NaN makes an op that reads them show up.
      Arrays.fill(doubles, Double.NaN);
    }
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public long elements() {
    return type == DataType.FLOAT32 ? doubles.length : ints.length;
  }

  /** The values of a float tensor. */
  static double[] doubles(Tensor tensor) {
    return require(tensor, DataType.FLOAT32).doubles;
  }

  /** The values of an int tensor. */
  static int[] ints(Tensor tensor) {
    return require(tensor, DataType.INT32).ints;
  }

  private static ReferenceStorage require(Tensor tensor, DataType type) {
    if (!(tensor.storage() instanceof ReferenceStorage storage)) {
      throw new IllegalArgumentException(
          "Tensor "
              + tensor
              + " is on device '"
              + tensor.backend().device().id()
              + "'; an op of the reference backend needs tensors of the reference backend.");
    }
    if (storage.type != type) {
      throw new IllegalArgumentException(
          "Tensor " + tensor + " holds " + storage.type + "; the op needs " + type + ".");
    }
    return storage;
  }

  /** Takes Java heap. */
  static final class Heap implements StorageAllocator {

    @Override
    public Storage allocate(DataType type, long elements) {
      if (elements > Integer.MAX_VALUE - 8) {
        throw new DeviceMemoryException(
            "A tensor of "
                + elements
                + " elements was asked for; a Java array holds at most 2^31-9. Use a smaller batch.");
      }
      try {
        return new ReferenceStorage(type, (int) elements);
      } catch (OutOfMemoryError full) {
        throw new DeviceMemoryException(
            "The Java heap (at most "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + " MiB) has no room for "
                + elements
                + " more elements of 8 bytes. Use a smaller batch or a larger -Xmx.",
            full);
      }
    }

    @Override
    public void free(Storage storage) {
      // The garbage collector takes the array once the pool forgets it.
    }
  }
}
