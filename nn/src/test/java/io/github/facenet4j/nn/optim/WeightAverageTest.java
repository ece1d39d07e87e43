package io.github.facenet4j.nn.optim;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightAverageTest {

  private static Parameter parameter(MemoryScope scope, Role role, float value) {
    Parameter parameter = Parameter.plain("p", Shape.of(1), role, Initializer.constant(value));
    parameter.bind(scope);
    parameter.initialize(0);
    return parameter;
  }

  /** d₁ = 2/11 and d₂ = 3/12 are below 1/2; from t = 8 on (9/18) d itself is the least. */
  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void theDecayRisesToItsOwnValueAndStatisticsAreAveragedToo(String device) {
    for (Role role : new Role[] {Role.WEIGHT, Role.STATISTIC}) {
      try (Backend backend = TestDevices.open(device);
          MemoryScope scope = MemoryScope.root(backend, "test")) {
        Parameter trained = parameter(scope, role, 22);
        Parameter averaged = parameter(scope, role, Float.NaN);
        WeightAverage average = new WeightAverage(scope, List.of(trained), List.of(averaged), 0.5f);
        assertEquals(22, averaged.readDisk()[0], "begins at the present value");

        trained.writeDisk(new float[] {0});
        average.update(1);
        assertEquals(4, averaged.readDisk()[0], 1e-5f);
        average.update(2);
        assertEquals(1, averaged.readDisk()[0], 1e-5f);
        average.update(100);
        assertEquals(0.5f, averaged.readDisk()[0], 1e-6f);
      }
    }
  }

  @Test
  void decaysOutsideTheRangeAndOtherNetworksAreRefused() {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      List<Parameter> one = List.of(parameter(scope, Role.WEIGHT, 1));
      assertThrows(
          IllegalArgumentException.class, () -> new WeightAverage(scope, one, one, 1), "[0, 1)");
      assertThrows(
          IllegalArgumentException.class,
          () -> new WeightAverage(scope, one, List.of(), 0.9f),
          "as many parameters");
    }
  }
}
