package io.github.facenet4j.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Parameter.Role;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients by way of a larger loss, and how the factor follows them. */
class LossScaleTest {
  private static Parameter parameter(MemoryScope scope, Role role, float... gradient) {
    Parameter parameter =
        Parameter.plain("p", Shape.of(gradient.length), role, Initializer.zeros());
    parameter.bindForTraining(scope);
    parameter.initialize(0);
    if (parameter.isTrainable()) {
      parameter.gradient().write(gradient);
    }
    return parameter;
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void scalingAndBackIsExactAndAnInfiniteGradientHalvesTheScale(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Parameter w = parameter(scope, Role.WEIGHT, 3 * 64f, -0.3f * 64, 1e-6f * 64);
      Parameter mean = parameter(scope, Role.STATISTIC, Float.NaN);
      LossScale scale = new LossScale(scope, List.of(w, mean), 64, 10);

      Tensor dy = scale.scaled(scope, scope.floats(Shape.of(2), new float[] {0.3f, -1e-7f}));
      assertArrayEquals(new float[] {0.3f * 64, -1e-7f * 64}, dy.readFloats());
      assertTrue(scale.unscale());
      assertArrayEquals(new float[] {3, -0.3f, 1e-6f}, w.gradient().readFloats());
      assertEquals(64, scale.value());

      for (float wrong : new float[] {Float.POSITIVE_INFINITY, Float.NaN}) {
        float before = scale.value();
        w.gradient().write(new float[] {1, wrong, 1});
        assertFalse(scale.unscale());
        assertEquals(before / 2, scale.value());
      }
      assertEquals(2, scale.skippedSteps());
    }
  }

  @Test
  void soManyGoodStepsInARowDoubleTheScale() {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Parameter w = parameter(scope, Role.WEIGHT, 1);
      LossScale scale = new LossScale(scope, List.of(w), 8, 3);
      StringBuilder scales = new StringBuilder();
      for (int step = 0; step < 10; step++) {
        w.gradient().write(new float[] {step == 4 ? Float.NaN : 1});
        scale.unscale();
        scales.append((int) scale.value()).append(' ');
      }
      assertEquals("8 8 16 16 8 8 8 16 16 16 ", scales.toString());

      scale.resumeAt(0x1p24f, 2, 7);
      w.gradient().write(new float[] {1});
      scale.unscale();
      assertEquals(0x1p24f, scale.value(), "the largest");
      assertEquals(7, scale.skippedSteps());
      assertEquals(0, scale.goodSteps());
    }
  }

  @Test
  void whereNoScaleHelpsTheStepFails() {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Parameter w = parameter(scope, Role.WEIGHT, Float.NaN);
      LossScale least = new LossScale(scope, List.of(w), 1, 3);
      assertThrows(ArithmeticException.class, least::unscale);
      LossScale fixed = new LossScale(scope, List.of(w), 1024, 0);
      assertThrows(ArithmeticException.class, fixed::unscale);
      assertEquals(1024, fixed.value());
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.5f, 3, -2, 0x1p25f, Float.NaN, Float.POSITIVE_INFINITY})
  void aScaleIsAPowerOfTwoWithinItsRange(float wrong) {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      assertThrows(IllegalArgumentException.class, () -> new LossScale(scope, List.of(), wrong, 1));
    }
  }

  /** A gradient of 1e-9 is below half of the smallest half, 2⁻²⁴. */
  @Test
  void gradientsThatVanishInHalfPrecisionArriveWhenScaled() {
    float[] exact;
    try (Backend reference = TestDevices.open("reference")) {
      exact = convolutionGradient(reference, 1);
    }
    try (Backend half = TestDevices.openCl(() -> Backends.require("opencl", Precision.FP16))) {
      assertArrayEquals(new float[exact.length], convolutionGradient(half, 1));
      float[] scaled = convolutionGradient(half, LossScale.INITIAL);
      double largest = 0;
      for (float value : exact) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertTrue(largest > 1e-10, () -> "gradient of the reference");
      for (int i = 0; i < exact.length; i++) {
        assertEquals(exact[i], scaled[i], 0.01 * largest, "weight " + i);
      }
    }
  }

  /** dw of a convolution behind which a matrix gets the gradient ±1e-9. */
  private static float[] convolutionGradient(Backend backend, float by) {
    Sequential network =
        new Sequential(
            "net",
            List.of(
                new Conv2d("conv", 3, 6, Window.same(3), Bias.NONE),
                new Linear("fc", Shape.of(5, 4, 6), 7, Bias.NONE)));
    try (MemoryScope scope = MemoryScope.root(backend, "test");
        Pass pass = Pass.training(scope)) {
      for (Parameter parameter : network.parameters()) {
        parameter.bindForTraining(scope);
        parameter.initialize(5);
        backend.elementwise().fill(parameter.gradient(), 0);
      }
      Random random = new Random(1);
      Shape images = Shape.nhwc(2, 5, 4, 3);
      network.forward(pass, scope.floats(images, signed(random, images, 1)));
      Shape rows = Shape.of(2, 7);
      LossScale scale = new LossScale(scope, network.parameters(), by, 1);
      network.backwardToParameters(
          pass, scale.scaled(scope, scope.floats(rows, signed(random, rows, 1e-9f))));
      assertTrue(scale.unscale());
      return network.parameters().get(0).gradient().readFloats();
    }
  }

  private static float[] signed(Random random, Shape shape, float magnitude) {
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? magnitude : -magnitude;
    }
    return values;
  }
}
