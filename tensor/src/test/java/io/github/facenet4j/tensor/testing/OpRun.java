package io.github.facenet4j.tensor.testing;

import static org.junit.jupiter.api.Assertions.fail;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * One op call on the device under test and on the oracle.
 *
 * <p>Declare the operands, derive the bounds of the outputs, then {@link #check}. On the device the
 * operands lie in {@link GuardedTensor}s, outputs start as NaN unless they are given values, and
 * operands that were declared as inputs must not change by a bit.
 */
public final class OpRun {
  private final Backend device;
  private final ReferenceBackend oracle;
  private final String name;
  private final List<Operand> operands = new ArrayList<>();

  OpRun(Backend device, ReferenceBackend oracle, String name) {
    this.device = device;
    this.oracle = oracle;
    this.name = name;
  }

  /** The op's tensors on one device. */
  public interface Tensors {
    /** The tensor of an operand; null for null. */
    Tensor of(Operand operand);
  }

  /** The op call, to run on either device. */
  public interface Call {
    /** Calls the op on this backend with these tensors. */
    void on(Backend backend, Tensors tensors);
  }

  /** A float operand that the op only reads. */
  public Operand input(String letter, Shape shape, float[] values) {
    return add(letter, shape, values, null, false);
  }

  /** An int operand that the op only reads. */
  public Operand input(String letter, Shape shape, int[] values) {
    return add(letter, shape, null, values, false);
  }

  /** A float result; NaN before the call, so an element that is not written shows. */
  public Operand output(String letter, Shape shape) {
    float[] unwritten = new float[shape.intElements()];
    Arrays.fill(unwritten, Float.NaN);
    return add(letter, shape, unwritten, null, true);
  }

  /** A float result that is added to or computed in place. */
  public Operand output(String letter, Shape shape, float[] before) {
    return add(letter, shape, before, null, true);
  }

  /** An int result. */
  public Operand intOutput(String letter, Shape shape) {
    int[] unwritten = new int[shape.intElements()];
    Arrays.fill(unwritten, Integer.MIN_VALUE);
    return add(letter, shape, null, unwritten, true);
  }

  private Operand add(String letter, Shape shape, float[] floats, int[] ints, boolean written) {
    Operand operand = new Operand(letter, shape, floats, ints, written);
    operands.add(operand);
    return operand;
  }

  /** What the oracle computes for a float output. */
  public double[] expected(Call call, Operand output) {
    return onOracle(call, false).get(output);
  }

  /** What the oracle computes for a float output when all float operands are made positive. */
  public double[] magnitude(Call call, Operand output) {
    return onOracle(call, true).get(output);
  }

  private Map<Operand, double[]> onOracle(Call call, boolean absolute) {
    try (MemoryScope scope = MemoryScope.root(oracle, "oracle")) {
      Map<Operand, Tensor> tensors = new IdentityHashMap<>();
      for (Operand operand : operands) {
        tensors.put(operand, plain(scope, operand, absolute));
      }
      call.on(oracle, operand -> operand == null ? null : tensors.get(operand));
      Map<Operand, double[]> results = new IdentityHashMap<>();
      for (Operand operand : operands) {
        results.put(operand, read(tensors.get(operand)));
      }
      return results;
    }
  }

  private static Tensor plain(MemoryScope scope, Operand operand, boolean absolute) {
    if (operand.type() == DataType.INT32) {
      return scope.ints(operand.shape(), operand.ints());
    }
    float[] values = operand.floats().clone();
    for (int i = 0; absolute && i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return scope.floats(operand.shape(), values);
  }

  private double[] read(Tensor tensor) {
    if (tensor.type() == DataType.FLOAT32) {
      return oracle.readDoubles(tensor);
    }
    int[] ints = tensor.readInts();
    double[] values = new double[ints.length];
    Arrays.setAll(values, i -> ints[i]);
    return values;
  }

  /** Runs both and fails on the first operand that is wrong. */
  public void check(Call call) {
    Map<Operand, double[]> expected = onOracle(call, false);
    try (MemoryScope scope = MemoryScope.root(device, "device under test")) {
      Map<Operand, GuardedTensor> guarded = new IdentityHashMap<>();
      for (Operand operand : operands) {
        guarded.put(operand, new GuardedTensor(scope, operand));
      }
      call.on(device, operand -> operand == null ? null : guarded.get(operand).tensor());
      device.finish();
      for (Operand operand : operands) {
        GuardedTensor.Contents contents = guarded.get(operand).end();
        if (!contents.guardIntact()) {
          fail(describe(operand) + ": written past its end");
        }
        compare(operand, expected.get(operand), contents.values());
      }
    }
  }

  private void compare(Operand operand, double[] expected, double[] got) {
    int wrong = 0;
    String first = "";
    for (int i = 0; i < expected.length; i++) {
      double bound = operand.bounds() == null ? 0 : operand.bounds()[i];
      boolean agrees =
          Double.isNaN(expected[i])
              ? Double.isNaN(got[i])
              : got[i] == expected[i] || Math.abs(got[i] - expected[i]) <= bound;
      if (!agrees && wrong++ == 0) {
        first =
            describe(operand)
                + coordinates(operand.shape(), i)
                + (operand.isWritten() ? "" : " is an input and was changed")
                + ": got "
                + got[i]
                + ", the oracle has "
                + expected[i]
                + ", difference "
                + Math.abs(got[i] - expected[i])
                + ", allowed "
                + bound;
      }
    }
    if (wrong > 0) {
      fail(first + "; " + wrong + " of " + expected.length + " elements are wrong");
    }
  }

  private String describe(Operand operand) {
    return name + " on " + device.device().id() + ": " + operand.name();
  }

  private static String coordinates(Shape shape, int index) {
    StringBuilder text = new StringBuilder("]");
    int rest = index;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      text.insert(0, rest % shape.dim(axis)).insert(0, axis == 0 ? "[" : ",");
      rest /= shape.dim(axis);
    }
    return text.toString();
  }
}
