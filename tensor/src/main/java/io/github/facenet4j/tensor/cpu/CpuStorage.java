package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Storage;
import java.util.concurrent.atomic.AtomicReference;

/** A Java array. Float arrays are a little longer than asked, so that whole vectors may be read. */
final class CpuStorage implements Storage {
  /** Readable values behind the last element of every float storage: a tile reads whole tiles. */
  static final int SLACK = 64;

  private final long elements;
  private final float[] floats;
  private final int[] ints;
  private final AtomicReference<DerivedForms> forms = new AtomicReference<>();

  CpuStorage(DataType type, int elements) {
    this.elements = elements;
    this.floats = type == DataType.FLOAT32 ? new float[elements + SLACK] : null;
    this.ints = type == DataType.INT32 ? new int[elements] : null;
  }

  @Override
  public DataType type() {
    return floats != null ? DataType.FLOAT32 : DataType.INT32;
  }

  @Override
  public long elements() {
    return elements;
  }

  @Override
  public void recycled() {
    forms.set(null);
  }

  /** The array behind a float tensor, which the caller may write to. */
  static float[] floats(Tensor tensor) {
    of(tensor).forms.set(null);
    return read(tensor);
  }

  /** The array behind a float tensor, for a caller that only reads it. */
  static float[] read(Tensor tensor) {
    float[] values = of(tensor).floats;
    if (values == null) {
      throw new IllegalArgumentException("Tensor " + tensor + " holds INT32, FLOAT32 was expected");
    }
    return values;
  }

  /** What ops derived from the tensor's values; gone as soon as somebody may write to it. */
  static DerivedForms forms(Tensor tensor) {
    return of(tensor).forms.updateAndGet(forms -> forms == null ? new DerivedForms() : forms);
  }

  /** The array behind a float tensor, or null for no tensor. */
  static float[] floatsOrNull(Tensor tensor) {
    return tensor == null ? null : floats(tensor);
  }

  /** The array behind an int tensor. */
  static int[] ints(Tensor tensor) {
    int[] values = of(tensor).ints;
    if (values == null) {
      throw new IllegalArgumentException("Tensor " + tensor + " holds FLOAT32, INT32 was expected");
    }
    return values;
  }

  private static CpuStorage of(Tensor tensor) {
    if (tensor.storage() instanceof CpuStorage storage) {
      return storage;
    }
    throw new IllegalArgumentException(
        "Tensor "
            + tensor
            + " is on device '"
            + tensor.backend().device().id()
            + "', not on 'cpu'; copy it with readFloats and write");
  }
}
