package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Central differences {@code (L(v+h) − L(v−h)) / 2h} against the gradient a layer computes, in
 * double precision.
 *
 * <p>With h = 1e-5 the difference is off by h²·L‴/6 ≈ 1e-11·L‴ and by rounding ≈ 1e-16·L/h =
 * 1e-11·L, so a relative error of 1e-6 is far above both and far below any mistake. Points must lie
 * farther than h from kinks.
 */
public final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final long PASS_SEED = 5;

  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope model = MemoryScope.root(backend, "gradient check");

  /** The scope for parameters and inputs. */
  public MemoryScope model() {
    return model;
  }

  /** Distinct values in (−range, range) in random order, 2·range/n apart and range/n from 0. */
  public static double[] spaced(int n, double range, long seed) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = (i + 0.5 - n / 2.0) * 2 * range / n;
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    return values;
  }

  /** A tensor of the model's scope with these values. */
  public Tensor tensor(Shape shape, double[] values) {
    Tensor tensor = model.floats(shape);
    backend.writeDoubles(tensor, values);
    return tensor;
  }

  /** Binds the layer's parameters for training, with values that leave nothing at 0 or 1. */
  public void bind(Layer layer, long seed) {
    for (Parameter parameter : layer.parameters()) {
      parameter.bindForTraining(model);
      double[] values = spaced(parameter.shape().intElements(), 0.6, seed++);
      if (parameter.role() == Parameter.Role.NORM_SCALE) {
        values = Arrays.stream(values).map(value -> 1.1 + value).toArray();
      }
      backend.writeDoubles(parameter.value(), values);
    }
  }

  /** Checks dx and every parameter gradient of {@code L = Σ c·y} with fixed random c. */
  public void check(Layer layer, Shape input, double range) {
    bind(layer, 11);
    Tensor x = tensor(input, spaced(input.intElements(), range, 3));
    Shape output = layer.outputShape(input);
    double[] c = spaced(output.intElements(), 1, 7);
    double[] dx;
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.training(step, PASS_SEED)) {
      Tensor y = layer.forward(pass, x);
      assertTrue(y.shape().equals(output), layer.name() + ": " + y.shape() + " is not " + output);
      Tensor dy = step.floats(output);
      backend.writeDoubles(dy, c);
      dx = backend.readDoubles(layer.backward(pass, dy));
    }
    DoubleSupplier loss =
        () -> {
          try (MemoryScope step = model.child("difference");
              Pass pass = Pass.rehearsal(step, PASS_SEED)) {
            double[] y = backend.readDoubles(layer.forward(pass, x));
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
              sum += c[i] * y[i];
            }
            return sum;
          }
        };
    agrees(layer.name() + " dx", x, dx, loss);
    for (Parameter parameter : layer.parameters()) {
      if (parameter.isTrainable()) {
        double[] gradient = backend.readDoubles(parameter.gradient());
        agrees("d(" + parameter.name() + ")", parameter.value(), gradient, loss);
      }
    }
  }

  /** Checks one gradient; the loss must depend on the varied tensor's current values. */
  public void agrees(String what, Tensor varied, double[] gradient, DoubleSupplier loss) {
    agrees(what, varied, gradient, 1, loss);
  }

  /** Checks every {@code stride}-th value of one gradient. */
  public void agrees(
      String what, Tensor varied, double[] gradient, int stride, DoubleSupplier loss) {
    double[] values = backend.readDoubles(varied);
    double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0, what + ": the gradient is 0 everywhere, so the check would be empty");
    for (int i = 0; i < values.length; i += stride) {
      double at = values[i];
      values[i] = at + STEP;
      backend.writeDoubles(varied, values);
      double above = loss.getAsDouble();
      values[i] = at - STEP;
      backend.writeDoubles(varied, values);
      double below = loss.getAsDouble();
      values[i] = at;
      double expected = (above - below) / (2 * STEP);
      double size = Math.max(Math.abs(expected), Math.max(Math.abs(gradient[i]), 0.01 * largest));
      double error = Math.abs(gradient[i] - expected) / size;
      int index = i;
      assertTrue(
          error <= TOLERANCE,
          () ->
              what
                  + "["
                  + index
                  + "] is "
                  + gradient[index]
                  + ", central differences give "
                  + expected
                  + ", relative error "
                  + error);
    }
    backend.writeDoubles(varied, values);
  }
}
