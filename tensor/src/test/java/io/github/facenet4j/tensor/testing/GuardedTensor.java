package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Storage;
import java.util.Arrays;

/**
 * A tensor on the device under test with canaries behind it.
 *
 * <p>A pool block is usually longer than the tensor in it. The block is first taken whole and
 * filled, then given back and taken again for the tensor: the pool hands out the block it got last.
 * After the op the same way leads back to the whole block. The canaries are NaN: an op that reads
 * past the end and uses what it finds gives NaN, and one that writes there leaves a trace. A tensor
 * that fills its block exactly has no canaries.
 */
final class GuardedTensor {
  /** A quiet NaN that no arithmetic produces. */
  private static final float FLOAT_CANARY = Float.intBitsToFloat(0x7fc5a5a5);

  private static final int INT_CANARY = 0x5ea1ab1e;

  private final MemoryScope scope;
  private final Tensor tensor;
  private final Storage block;

  /**
   * What a guarded tensor held in the end.
   *
   * @param values the tensor's elements
   * @param guardIntact whether the rest of the block is as it was
   */
  record Contents(double[] values, boolean guardIntact) {}

  GuardedTensor(MemoryScope scope, Operand operand) {
    this.scope = scope;
    Tensor first = allocate(operand.type(), operand.shape());
    block = first.storage();
    scope.release(first);
    Tensor whole = again(operand.type(), Shape.of(Math.toIntExact(block.elements())));
    int elements = operand.shape().intElements();
    if (operand.type() == DataType.FLOAT32) {
      float[] values = Arrays.copyOf(operand.floats(), (int) block.elements());
      Arrays.fill(values, elements, values.length, FLOAT_CANARY);
      whole.write(values);
    } else {
      int[] values = Arrays.copyOf(operand.ints(), (int) block.elements());
      Arrays.fill(values, elements, values.length, INT_CANARY);
      whole.write(values);
    }
    scope.release(whole);
    tensor = again(operand.type(), operand.shape());
  }

  Tensor tensor() {
    return tensor;
  }

  /** Reads everything and gives the block back. */
  Contents end() {
    DataType type = tensor.type();
    int elements = tensor.shape().intElements();
    scope.release(tensor);
    Tensor whole = again(type, Shape.of((int) block.elements()));
    double[] values = new double[elements];
    boolean intact = true;
    if (type == DataType.FLOAT32) {
      float[] all = whole.readFloats();
      Arrays.setAll(values, i -> all[i]);
      for (int i = elements; i < all.length; i++) {
        intact &= Float.floatToRawIntBits(all[i]) == Float.floatToRawIntBits(FLOAT_CANARY);
      }
    } else {
      int[] all = whole.readInts();
      Arrays.setAll(values, i -> all[i]);
      for (int i = elements; i < all.length; i++) {
        intact &= all[i] == INT_CANARY;
      }
    }
    scope.release(whole);
    return new Contents(values, intact);
  }

  private Tensor allocate(DataType type, Shape shape) {
    return type == DataType.FLOAT32 ? scope.floats(shape) : scope.ints(shape);
  }

  private Tensor again(DataType type, Shape shape) {
    Tensor taken = allocate(type, shape);
    if (taken.storage() != block) {
      throw new IllegalStateException(
          "The pool did not hand out the block it got last; canaries cannot be placed");
    }
    return taken;
  }
}
