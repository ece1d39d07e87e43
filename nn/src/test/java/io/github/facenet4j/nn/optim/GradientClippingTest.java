package io.github.facenet4j.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Parameter.Role;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients (3, 4) and (12) are one vector of length 13. */
class GradientClippingTest {

  private static Parameter parameter(MemoryScope scope, String name, Role role, float... gradient) {
    Parameter parameter =
        Parameter.plain(name, Shape.of(gradient.length), role, Initializer.zeros());
    parameter.bindForTraining(scope);
    parameter.initialize(0);
    if (parameter.isTrainable()) {
      parameter.gradient().write(gradient);
    }
    return parameter;
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void allGradientsAreShortenedAsOneVectorAndShortOnesStay(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Parameter w = parameter(scope, "w", Role.WEIGHT, 3, 4);
      Parameter b = parameter(scope, "b", Role.BIAS, 12);
      Parameter mean = parameter(scope, "mean", Role.STATISTIC, 0);
      List<Parameter> all = List.of(w, b, mean);

      new GradientClipping(scope, all, 13.5f).apply();
      assertArrayEquals(new float[] {3, 4}, w.gradient().readFloats());

      GradientClipping halving = new GradientClipping(scope, all, 6.5f);
      halving.apply();
      assertArrayEquals(new float[] {1.5f, 2}, w.gradient().readFloats(), 1e-6f);
      assertEquals(6, b.gradient().readFloats()[0], 1e-6f);

      halving.apply();
      assertEquals(6, b.gradient().readFloats()[0], 1e-5f, "short enough now");
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void noLengthAtAllIsRefused(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Parameter w = parameter(scope, "w", Role.WEIGHT, 1);
      GradientClipping clipping = new GradientClipping(scope, List.of(w), 0);
      assertThrows(IllegalArgumentException.class, clipping::apply, "must be positive");
    }
  }
}
