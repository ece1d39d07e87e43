package io.github.facenet4j.tensor;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Storage;

/**
 * A shape over storage on one device, owned by one {@link MemoryScope}.
 *
 * <p>A tensor has no arithmetic: operations are methods of the backend's op families, which write
 * into tensors that the caller made. Only {@link #write(float[])}, {@link #readFloats()} and their
 * {@code int} twins move data between host and device.
 */
public final class Tensor {
  private final Shape shape;
  private final StorageLease lease;

  Tensor(Shape shape, StorageLease lease) {
    this.shape = shape;
    this.lease = lease;
  }

  /** Dimensions. */
  public Shape shape() {
    return shape;
  }

  /** Element type. */
  public DataType type() {
    return lease.storage().type();
  }

  /** The scope that owns the storage. */
  public MemoryScope scope() {
    return lease.owner();
  }

  /** The device that holds the storage. */
  public Backend backend() {
    return lease.owner().backend();
  }

  /**
   * The device storage, for backends.
   *
   * @throws IllegalStateException after the storage has been released
   */
  public Storage storage() {
    return lease.storage();
  }

  /** Whether the storage has gone back to the pool. */
  public boolean isReleased() {
    return lease.isReleased();
  }

  /**
   * The same storage under another shape; no data moves, and releasing either releases both.
   *
   * @throws IllegalArgumentException when the element counts differ
   */
  public Tensor reshape(Shape other) {
    if (other.elements() != shape.elements()) {
      throw new IllegalArgumentException(
          "Cannot view " + shape + " as " + other + ": the element counts differ");
    }
    return new Tensor(other, lease);
  }

  /** Whether both tensors are views of the same storage. */
  public boolean sharesStorage(Tensor other) {
    return lease == other.lease;
  }

  StorageLease lease() {
    return lease;
  }

  /**
   * Copies host values into the tensor.
   *
   * @param values exactly {@code shape().elements()} values, row-major
   */
  public void write(float[] values) {
    require(DataType.FLOAT32, values.length);
    backend().writeFloats(this, values);
  }

  /**
   * Copies host values into the tensor.
   *
   * @param values exactly {@code shape().elements()} values, row-major
   */
  public void write(int[] values) {
    require(DataType.INT32, values.length);
    backend().writeInts(this, values);
  }

  /** Waits for the device and copies the values to the host, row-major. */
  public float[] readFloats() {
    float[] values = new float[shape.intElements()];
    require(DataType.FLOAT32, values.length);
    backend().readFloats(this, values);
    return values;
  }

  /** Waits for the device and copies the values to the host, row-major. */
  public int[] readInts() {
    int[] values = new int[shape.intElements()];
    require(DataType.INT32, values.length);
    backend().readInts(this, values);
    return values;
  }

  private void require(DataType asked, long length) {
    if (type() != asked) {
      throw new IllegalArgumentException("Tensor " + this + " holds " + type() + ", not " + asked);
    }
    if (length != shape.elements()) {
      throw new IllegalArgumentException(
          "Tensor " + this + " has " + shape.elements() + " elements, got " + length + " values");
    }
  }

  @Override
  public String toString() {
    return shape + (isReleased() ? " (released)" : " in scope " + scope().path());
  }
}
