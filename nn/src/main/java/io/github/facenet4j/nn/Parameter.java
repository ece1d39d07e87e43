package io.github.facenet4j.nn;

import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.nn.init.Seeds;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.function.Supplier;

/**
 * One named tensor of a network, defined without a device and given memory later.
 *
 * <p>Its order in weights files ("disk") is PyTorch's; its order on a device is what the ops read.
 * The two differ for filters and for linear layers over maps, see {@link Layout}.
 */
public final class Parameter {

  /** What a parameter does; weight decay and training depend on it. */
  public enum Role {
    /** Filter or matrix. */
    WEIGHT,
    /** Added per channel. */
    BIAS,
    /** γ of a normalisation. */
    NORM_SCALE,
    /** β of a normalisation. */
    NORM_SHIFT,
    /** Slope of an activation. */
    SLOPE,
    /** Running mean or variance: moved by forward passes, not by an optimizer. */
    STATISTIC
  }

  /** How disk order and device order relate. */
  public enum Layout {
    /** The same order. */
    PLAIN,
    /** Disk [O,I,KH,KW], device [KH,KW,I,O]. */
    CONV_OIHW,
    /** Disk [out, C·H·W], device [out,H,W,C]: a linear layer over a flattened map. */
    LINEAR_CHW
  }

  private final String name;
  private final Shape shape;
  private final Shape diskShape;
  private final Role role;
  private final Layout layout;
  private final Initializer initializer;
  private Tensor value;
  private Tensor gradient;
  private Supplier<float[]> stored;

  private Parameter(
      String name,
      Shape shape,
      Shape diskShape,
      Role role,
      Layout layout,
      Initializer initializer) {
    this.name = name;
    this.shape = shape;
    this.diskShape = diskShape;
    this.role = role;
    this.layout = layout;
    this.initializer = initializer;
  }

  /** A parameter with one order everywhere. */
  public static Parameter plain(String name, Shape shape, Role role, Initializer initializer) {
    return new Parameter(name, shape, shape, role, Layout.PLAIN, initializer);
  }

  /**
   * A convolution's filter.
   *
   * @param hwio [KH,KW,I,O]
   */
  public static Parameter filter(String name, Shape hwio, Initializer initializer) {
    Shape oihw = Shape.of(hwio.dim(3), hwio.dim(2), hwio.dim(0), hwio.dim(1));
    return new Parameter(name, hwio, oihw, Role.WEIGHT, Layout.CONV_OIHW, initializer);
  }

  /**
   * The matrix of a linear layer over a flattened map.
   *
   * @param map [H,W,C]
   */
  public static Parameter overMap(String name, int out, Shape map, Initializer initializer) {
    Shape device = Shape.of(out, map.dim(0), map.dim(1), map.dim(2));
    Shape disk = Shape.of(out, map.intElements());
    return new Parameter(name, device, disk, Role.WEIGHT, Layout.LINEAR_CHW, initializer);
  }

  /** Dotted path, such as {@code inception3a.branch3x3.conv1.weight}. */
  public String name() {
    return name;
  }

  /** Shape on a device. */
  public Shape shape() {
    return shape;
  }

  /** Shape in a weights file. */
  public Shape diskShape() {
    return diskShape;
  }

  /** What it does. */
  public Role role() {
    return role;
  }

  /** How disk order and device order relate. */
  public Layout layout() {
    return layout;
  }

  /** Where its first values come from. */
  public Initializer initializer() {
    return initializer;
  }

  /** Whether an optimizer moves it. */
  public boolean isTrainable() {
    return role != Role.STATISTIC;
  }

  /** Whether it has memory now. */
  public boolean isBound() {
    return value != null && !value.isReleased();
  }

  /**
   * Gives it memory without a gradient; the values are undefined until written or initialised.
   *
   * @throws IllegalStateException when it already has memory
   */
  public void bind(MemoryScope scope) {
    if (isBound()) {
      throw new IllegalStateException(
          "Parameter "
              + name
              + " already has memory in scope '"
              + value.scope().path()
              + "'; build the network again to have it on a second device");
    }
    value = scope.floats(shape);
    gradient = null;
    stored = null;
  }

  /** Gives it memory and, where it is trainable, a gradient of zeros. */
  public void bindForTraining(MemoryScope scope) {
    bind(scope);
    if (isTrainable()) {
      gradient = scope.zeros(shape);
    }
  }

  /**
   * Leaves the values where they are: {@link #readDisk} asks for them each time. For networks that
   * are only rewritten, never run, so that their weights take no memory beside the new ones.
   *
   * @param diskOrder gives a new array each time, or throws
   * @throws IllegalStateException when it already has memory
   */
  public void readFrom(Supplier<float[]> diskOrder) {
    if (isBound()) {
      throw new IllegalStateException(
          "Parameter " + name + " already has memory in scope '" + value.scope().path() + "'");
    }
    stored = diskOrder;
  }

  /** A parameter of the same name and shapes without memory. */
  public Parameter redefined() {
    return new Parameter(name, shape, diskShape, role, layout, initializer);
  }

  /** A parameter of the same name, shapes and values with memory in that scope, on any device. */
  public Parameter copy(MemoryScope scope) {
    Parameter copy = redefined();
    copy.bind(scope);
    copy.writeDisk(readDisk());
    return copy;
  }

  /** The values on the device, in device order. */
  public Tensor value() {
    if (!isBound()) {
      throw new IllegalStateException(
          "Parameter " + name + " has no memory; call bind(scope) before using the network");
    }
    return value;
  }

  /** The gradient on the device, in device order. */
  public Tensor gradient() {
    if (gradient == null || gradient.isReleased()) {
      throw new IllegalStateException(
          "Parameter " + name + " has no gradient; call bindForTraining(scope) before training");
    }
    return gradient;
  }

  /**
   * Fills it with its initializer's values for this seed, the same in whatever order it is done.
   */
  public void initialize(long seed) {
    writeDisk(initializer.values(diskShape, Seeds.random(seed, name)));
  }

  /** Copies values in disk order to the device. */
  public void writeDisk(float[] diskOrder) {
    value().write(toDevice(diskOrder));
  }

  /**
   * As {@link #writeDisk}, with an array that nobody needs afterwards: large matrices are brought
   * into device order where they are.
   *
   * @param diskOrder may be changed
   */
  public void takeDisk(float[] diskOrder) {
    requireLength(diskOrder);
    switch (layout) {
      case PLAIN -> value().write(diskOrder);
      case CONV_OIHW -> value().write(toDevice(diskOrder));
      case LINEAR_CHW -> {
        turnRows(diskOrder);
        value().write(diskOrder);
      }
    }
  }

  /** Each row on its own: [C,H,W] becomes [H,W,C]. */
  private void turnRows(float[] matrix) {
    int channels = shape.dim(3);
    int pixels = shape.dim(1) * shape.dim(2);
    float[] row = new float[channels * pixels];
    for (int first = 0; first < matrix.length; first += row.length) {
      System.arraycopy(matrix, first, row, 0, row.length);
      for (int p = 0, to = first; p < pixels; p++) {
        for (int c = 0; c < channels; c++, to++) {
          matrix[to] = row[c * pixels + p];
        }
      }
    }
  }

  /**
   * The values in disk order: from the device, when it has computed all that it was asked for, or
   * from where {@link #readFrom} says.
   */
  public float[] readDisk() {
    return stored == null ? toDisk(value().readFloats()) : stored.get();
  }

  /** Values of this parameter's shape from disk order to device order. */
  public float[] toDevice(float[] diskOrder) {
    requireLength(diskOrder);
    if (layout == Layout.PLAIN) {
      return diskOrder.clone();
    }
    float[] device = new float[diskOrder.length];
    forEachRun(
        (first, diskFirst, stride, count) -> {
          for (int i = 0; i < count; i++) {
            device[first + i] = diskOrder[diskFirst + i * stride];
          }
        });
    return device;
  }

  private void requireLength(float[] diskOrder) {
    if (diskOrder.length != shape.elements()) {
      throw new IllegalArgumentException(
          "Parameter " + name + " needs " + diskShape + " values, got " + diskOrder.length);
    }
  }

  /** Values of this parameter's shape from device order to disk order. */
  public float[] toDisk(float[] deviceOrder) {
    if (layout == Layout.PLAIN) {
      return deviceOrder.clone();
    }
    float[] disk = new float[deviceOrder.length];
    forEachRun(
        (first, diskFirst, stride, count) -> {
          for (int i = 0; i < count; i++) {
            disk[diskFirst + i * stride] = deviceOrder[first + i];
          }
        });
    return disk;
  }

  /** Neighbours in device order, and where they stand in disk order. */
  private interface Run {
    void visit(int first, int diskFirst, int diskStride, int count);
  }

  /**
   * Visits all runs along the last dimension of a filter or matrix. Weights are converted at every
   * start, before anything is compiled: plain strided loops, no table of indices.
   */
  private void forEachRun(Run run) {
    int[] d = shape.dimensions();
    int[] stride =
        layout == Layout.CONV_OIHW
            ? new int[] {d[1], 1, d[0] * d[1], d[2] * d[0] * d[1]}
            : new int[] {d[1] * d[2] * d[3], d[2], 1, d[1] * d[2]};
    for (int first = 0, p = 0; p < d[0]; p++) {
      for (int q = 0; q < d[1]; q++) {
        for (int r = 0; r < d[2]; r++, first += d[3]) {
          run.visit(first, p * stride[0] + q * stride[1] + r * stride[2], stride[3], d[3]);
        }
      }
    }
  }

  @Override
  public String toString() {
    return name + " " + diskShape;
  }
}
