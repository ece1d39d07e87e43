package io.github.facenet4j.tensor.check;

import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.Precision;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One op call with what its operands held before, to be made again on the oracle.
 *
 * <p>Every operand is compared afterwards, so an input that was changed shows as well as a wrong
 * result. There are two kinds of bounds. A sum of rounded products may be off by its length times
 * {@code 2⁻²⁴} times the same sum over absolute values, which the oracle computes too; where the
 * device rounds operands, by what {@link Precision} says beside that. Other ops are held to {@code
 * 2⁻¹²} of the result's largest value plus eight times what the result changes when every operand
 * changes by {@code 2⁻²⁰} of itself; and of their results, which may jump at a threshold (an
 * activation's kink, a margin), one element and a thousandth of all may be off.
 */
final class RepeatedCall {
  private static final double ROUNDING = 0x1p-24;
  private static final float NUDGE = 0x1p-20f;
  private static final double OF_LARGEST = 0x1p-12;
  private static final int NUDGES = 8;

  /** Roundings beside a sum's own: epilogue, scaling, and the transforms of Winograd's forms. */
  private static final int BESIDE_THE_SUM = 64;

  /** A strided gradient's longest sum to its mean one. */
  private static final int UNEVEN = 4;

  /** Devices may take smaller values for 0. */
  private static final double NOTHING = 1e-30;

  private static final int THOUSAND = 1000;
  private static final int FEW_ELEMENTS = 64;
  private static final Set<Class<?>> SUMS =
      Set.of(GemmOps.class, ConvOps.class, PoolOps.class, ElementwiseOps.class);

  private final Backend device;
  private final Method method;
  private final String family;
  private final boolean isSum;
  private final Object[] arguments;
  private final List<Held> operands = new ArrayList<>();

  /** How the oracle's second call differs from its first. */
  private enum Values {
    SAME,
    ABSOLUTE,
    NUDGED
  }

  /** A tensor of the call and what it held before. */
  private record Held(Tensor tensor, float[] floats, int[] ints) {
    Shape shape() {
      return tensor.shape();
    }
  }

  RepeatedCall(Backend device, Class<?> family, Method method, Object... arguments) {
    this.device = device;
    this.method = method;
    this.family = family.getSimpleName().replace("Ops", "");
    this.isSum = SUMS.contains(family) && !method.getName().startsWith("activation");
    this.arguments = arguments.clone();
    for (Object argument : arguments) {
      hold(argument);
    }
  }

  private void hold(Object argument) {
    if (argument instanceof Tensor tensor) {
      if (operands.stream().noneMatch(held -> held.tensor().sharesStorage(tensor))) {
        boolean isFloat = tensor.type() == DataType.FLOAT32;
        operands.add(
            new Held(tensor, isFloat ? floats(tensor) : null, isFloat ? null : ints(tensor)));
      }
    } else if (argument instanceof List<?> several) {
      several.forEach(this::hold);
    } else if (argument instanceof Record group && holdsTensors(group.getClass())) {
      for (Object component : components(group)) {
        hold(component);
      }
    }
  }

  private float[] floats(Tensor tensor) {
    float[] values = new float[tensor.shape().intElements()];
    device.readFloats(tensor, values);
    return values;
  }

  private int[] ints(Tensor tensor) {
    int[] values = new int[tensor.shape().intElements()];
    device.readInts(tensor, values);
    return values;
  }

  /**
   * Makes the call on the oracle and compares what the device's tensors hold now.
   *
   * @param launchesBefore of the device before the call
   * @param onOracle makes the call with these arguments
   * @throws SelfCheckException when an operand is off by more than its bound
   */
  void compare(Backend oracle, long launchesBefore, Consumer<Object[]> onOracle) {
    List<String> kernels = device.counters().kernelsSince(launchesBefore);
    List<double[]> expected = results(oracle, Values.SAME, onOracle);
    List<double[]> other = results(oracle, isSum ? Values.ABSOLUTE : Values.NUDGED, onOracle);
    for (int i = 0; i < operands.size(); i++) {
      Tensor tensor = operands.get(i).tensor();
      double[] got =
          tensor.type() == DataType.FLOAT32 ? widen(floats(tensor)) : widen(ints(tensor));
      double[] allowed =
          tensor.type() == DataType.INT32
              ? new double[got.length]
              : isSum ? ofSum(other.get(i)) : ofNudge(expected.get(i), other.get(i));
      compare(i, got, expected.get(i), allowed, kernels);
    }
  }

  private void compare(
      int operand, double[] got, double[] expected, double[] allowed, List<String> kernels) {
    int worst = -1;
    int wrong = 0;
    for (int i = 0; i < got.length; i++) {
      if (agree(got[i], expected[i], allowed[i])) {
        continue;
      }
      wrong++;
      // Not the other way round: a difference may be NaN, which is the worst.
      if (worst < 0
          || !(Math.abs(got[i] - expected[i]) <= Math.abs(got[worst] - expected[worst]))) {
        worst = i;
      }
    }
    int atThresholds = isSum || got.length < FEW_ELEMENTS ? 0 : 1 + got.length / THOUSAND;
    if (wrong > atThresholds) {
      throw new SelfCheckException(
          ("Self-check: %s.%s on '%s' disagrees with the reference: element %d of operand %d %s is"
                  + " %s, the reference has %s, difference %.3g, allowed %.3g; %d of %d elements are"
                  + " wrong; kernels: %s; call: %s. Choose another device or kernel variant, and"
                  + " report this line.")
              .formatted(
                  family,
                  method.getName(),
                  device.device().id(),
                  worst,
                  operand + 1,
                  operands.get(operand).shape(),
                  (float) got[worst],
                  (float) expected[worst],
                  Math.abs(got[worst] - expected[worst]),
                  allowed[worst],
                  wrong,
                  got.length,
                  kernels.isEmpty() ? "not named by this device" : String.join(", ", kernels),
                  describe()));
    }
  }

  private static boolean agree(double got, double expected, double allowed) {
    if (Double.isNaN(expected)) {
      return Double.isNaN(got);
    }
    return got == (float) expected || Math.abs(got - expected) <= allowed;
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (Object argument : arguments) {
      boolean isSpec = argument instanceof Record group && !holdsTensors(group.getClass());
      if (isSpec || argument instanceof Number) {
        text.append(argument).append(' ');
      }
    }
    return text + "operands " + operands.stream().map(Held::shape).toList();
  }

  private double[] ofSum(double[] magnitudes) {
    long longest = operands.stream().mapToLong(held -> held.shape().elements()).max().orElse(1);
    long products = Arrays.stream(arguments).mapToLong(RepeatedCall::multiplyAdds).sum();
    long terms = BESIDE_THE_SUM + UNEVEN * Math.max(products, longest) / magnitudes.length;
    double relative = terms * ROUNDING + ofRoundedOperands();
    double absolute = NOTHING + 2 * terms * device.precision().underflow() * largestOperand();
    return Arrays.stream(magnitudes)
        .map(magnitude -> relative * Math.abs(magnitude) + absolute)
        .toArray();
  }

  /** What rounding operands changes, over the magnitude: once for each product in a row. */
  private double ofRoundedOperands() {
    double unit = device.precision().unitRoundoff();
    int inRow = Arrays.stream(arguments).mapToInt(RepeatedCall::roundedInRow).max().orElse(0);
    return Math.pow(1 + 2 * unit + unit * unit, inRow) - 1;
  }

  /** What the calls of a list are made of; a list of tensors has none. */
  private static Stream<Object> partsOf(List<?> several) {
    return several.stream()
        .filter(Record.class::isInstance)
        .flatMap(call -> Arrays.stream(components((Record) call)));
  }

  private static int roundedInRow(Object argument) {
    if (argument instanceof List<?> several) {
      return partsOf(several).mapToInt(RepeatedCall::roundedInRow).max().orElse(0);
    }
    if (argument instanceof Conv2dSpec conv) {
      return conv.isDepthwise() ? 0 : 1;
    }
    return argument instanceof GemmSpec ? 1 : argument instanceof InvertedResidualSpec ? 2 : 0;
  }

  private double largestOperand() {
    double largest = 0;
    for (Held held : operands) {
      for (int i = 0; held.floats() != null && i < held.floats().length; i++) {
        largest = Math.max(largest, Math.abs(held.floats()[i]));
      }
    }
    return Double.isFinite(largest) ? largest : 0;
  }

  private static long multiplyAdds(Object argument) {
    if (argument instanceof List<?> several) {
      return partsOf(several).mapToLong(RepeatedCall::multiplyAdds).sum();
    }
    return argument instanceof GemmSpec gemm
        ? gemm.multiplyAdds()
        : argument instanceof Conv2dSpec conv
            ? conv.multiplyAdds()
            : argument instanceof InvertedResidualSpec chain ? chain.multiplyAdds() : 0;
  }

  private static double[] ofNudge(double[] expected, double[] nudged) {
    double largest = 0;
    double change = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Double.isFinite(expected[i]) && Double.isFinite(nudged[i])) {
        largest = Math.max(largest, Math.abs(expected[i]));
        change = Math.max(change, Math.abs(nudged[i] - expected[i]));
      }
    }
    double[] allowed = new double[expected.length];
    Arrays.fill(allowed, OF_LARGEST * largest + NUDGES * change + NOTHING);
    return allowed;
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  private static double[] widen(int[] values) {
    return Arrays.stream(values).asDoubleStream().toArray();
  }

  /** What each operand holds after the call on the oracle. */
  private List<double[]> results(Backend oracle, Values values, Consumer<Object[]> onOracle) {
    try (MemoryScope scope = MemoryScope.root(oracle, "self-check")) {
      SplittableRandom signs = new SplittableRandom(1);
      List<Tensor> copies = new ArrayList<>();
      for (Held held : operands) {
        copies.add(
            held.floats() == null
                ? scope.ints(held.shape(), held.ints())
                : scope.floats(held.shape(), changed(held.floats(), values, signs)));
      }
      onOracle.accept(Arrays.stream(arguments).map(each -> moved(each, copies, values)).toArray());
      return copies.stream()
          .map(t -> t.type() == DataType.FLOAT32 ? widen(t.readFloats()) : widen(t.readInts()))
          .toList();
    }
  }

  private static float[] changed(float[] held, Values values, SplittableRandom signs) {
    float[] changed = held.clone();
    for (int i = 0; i < held.length && values != Values.SAME; i++) {
      changed[i] =
          values == Values.ABSOLUTE
              ? Math.abs(held[i])
              : held[i] * (signs.nextInt(2) == 0 ? 1 + NUDGE : 1 - NUDGE);
    }
    return changed;
  }

  private Object moved(Object argument, List<Tensor> copies, Values values) {
    if (argument instanceof Tensor tensor) {
      int index = 0;
      while (!operands.get(index).tensor().sharesStorage(tensor)) {
        index++;
      }
      return copies.get(index).reshape(tensor.shape());
    }
    if (values == Values.ABSOLUTE && argument instanceof Float factor) {
      return Math.abs(factor);
    }
    if (argument instanceof List<?> several) {
      return several.stream().map(each -> moved(each, copies, values)).toList();
    }
    if (values == Values.ABSOLUTE && argument instanceof Epilogue epilogue) {
      // An activation may cut the sum of absolute values, not the error.
      return moved(
          new Epilogue(
              epilogue.bias(), epilogue.residual(), Activation.NONE, null, epilogue.place()),
          copies,
          Values.SAME);
    }
    if (argument instanceof Record group && holdsTensors(group.getClass())) {
      Object[] parts =
          Arrays.stream(components(group)).map(each -> moved(each, copies, values)).toArray();
      return rebuilt(group.getClass(), parts);
    }
    return argument;
  }

  private static boolean holdsTensors(Class<?> group) {
    return Arrays.stream(group.getRecordComponents())
        .map(RecordComponent::getType)
        .anyMatch(type -> type == Tensor.class || type == Epilogue.class);
  }

  private static Object[] components(Record group) {
    RecordComponent[] parts = group.getClass().getRecordComponents();
    Object[] values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        values[i] = parts[i].getAccessor().invoke(group);
      } catch (IllegalAccessException | InvocationTargetException impossible) {
        throw new IllegalStateException("Cannot take apart " + group.getClass(), impossible);
      }
    }
    return values;
  }

  private static Object rebuilt(Class<?> group, Object... parts) {
    Class<?>[] types =
        Arrays.stream(group.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = group.getDeclaredConstructor(types);
      return canonical.newInstance(parts);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("Cannot put together " + group, impossible);
    }
  }
}
