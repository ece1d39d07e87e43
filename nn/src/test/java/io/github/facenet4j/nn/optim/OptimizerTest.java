package io.github.facenet4j.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Parameter.Role;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private final MemoryScope scope = MemoryScope.root(new ReferenceBackend(), "test");

  private Parameter parameter(String name, Role role, float value, float gradient) {
    Parameter parameter = Parameter.plain(name, Shape.of(1), role, Initializer.constant(value));
    parameter.bindForTraining(scope);
    parameter.initialize(0);
    if (parameter.isTrainable()) {
      parameter.gradient().write(new float[] {gradient});
    }
    return parameter;
  }

  private static float value(Parameter parameter) {
    return parameter.readDisk()[0];
  }

  @Test
  void sgdMovesAgainstTheGradient() {
    Parameter w = parameter("w", Role.WEIGHT, 2, 3);
    new Sgd(scope, List.of(w), WeightDecay.NONE).step(0.5f);
    assertEquals(0.5f, value(w));
  }

  /** v = 3, w = 2 − 0.5·3 = 0.5; then v = 0.5·3 + 3 = 4.5, w = 0.5 − 2.25 = −1.75. */
  @Test
  void momentumRemembersItsVelocity() {
    Parameter w = parameter("w", Role.WEIGHT, 2, 3);
    Optimizer optimizer = new Momentum(scope, List.of(w), WeightDecay.NONE, 0.5f);
    optimizer.step(0.5f);
    optimizer.step(0.5f);
    assertEquals(-1.75f, value(w));
    assertArrayEquals(new float[] {4.5f}, optimizer.state().get("w.velocity").readFloats());
  }

  /** h = 7 + 9 = 16, so the step is 0.5·3/4. */
  @Test
  void adaGradDividesByTheRootOfItsSumFromTheGivenStart() {
    Parameter w = parameter("w", Role.WEIGHT, 2, 3);
    new AdaGrad(scope, List.of(w), WeightDecay.NONE, 1e-10f, 7).step(0.5f);
    assertEquals(2 - 0.375f, value(w), 1e-7f);
  }

  /** The bias correction makes Adam's first step η·sign(g) whatever the size of g. */
  @Test
  void adamsFirstStepIsTheLearningRate() {
    Parameter w = parameter("w", Role.WEIGHT, 2, 1e-3f);
    Optimizer optimizer = new Adam(scope, List.of(w), WeightDecay.NONE);
    optimizer.step(0.25f);
    assertEquals(1.75f, value(w), 1e-5f);
    assertEquals(Set.of("w.first_moment", "w.second_moment"), optimizer.state().keySet());
  }

  /** With no gradient only decay moves: w −= η·λ·w = 0.5·0.1·2. */
  @Test
  void decayLeavesBiasesAndNormsAloneWhenAskedTo() {
    Parameter w = parameter("w", Role.WEIGHT, 2, 0);
    Parameter b = parameter("b", Role.BIAS, 2, 0);
    Parameter gamma = parameter("gamma", Role.NORM_SCALE, 2, 0);
    Parameter slope = parameter("slope", Role.SLOPE, 2, 0);
    List<Parameter> all = List.of(w, b, gamma, slope);
    new Sgd(scope, all, WeightDecay.coupled(0.1f).weightsOnly()).step(0.5f);
    assertEquals(1.9f, value(w), 1e-6f);
    assertEquals(2f, value(b));
    assertEquals(2f, value(gamma));
    assertEquals(2f, value(slope));
    new Adam(scope, all, WeightDecay.decoupled(0.1f)).step(0.5f);
    assertEquals(1.9f, value(b), 1e-6f);
  }

  private interface Made {
    Optimizer of(MemoryScope scope, List<Parameter> parameters, WeightDecay decay);
  }

  static List<Made> rules() {
    return List.of(
        Sgd::new,
        (scope, parameters, decay) -> new Momentum(scope, parameters, decay, 0.9f),
        AdaGrad::new,
        Adam::new);
  }

  /** Twenty, of three roles in turn, with values and gradients of their own. */
  private List<Parameter> mixed() {
    Role[] roles = {Role.WEIGHT, Role.BIAS, Role.NORM_SCALE};
    return IntStream.range(0, 20)
        .mapToObj(i -> parameter("p" + i, roles[i % roles.length], 0.3f * i - 2, 1.7f - 0.2f * i))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void updatesTogetherWhatItUpdatesOneByOne(Made rule) {
    WeightDecay decay = WeightDecay.coupled(0.1f).weightsOnly();
    List<Parameter> together = mixed();
    List<Parameter> apart = mixed();
    Optimizer one = rule.of(scope, together, decay);
    List<Optimizer> many = apart.stream().map(p -> rule.of(scope, List.of(p), decay)).toList();
    for (int step = 0; step < 3; step++) {
      one.step(0.25f);
      many.forEach(each -> each.step(0.25f));
    }
    for (int i = 0; i < together.size(); i++) {
      assertEquals(value(apart.get(i)), value(together.get(i)), together.get(i).name());
    }
    Map<String, Tensor> expected = new LinkedHashMap<>();
    many.forEach(each -> expected.putAll(each.state()));
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(one.state().keySet()));
    expected.forEach(
        (name, state) ->
            assertArrayEquals(state.readFloats(), one.state().get(name).readFloats(), name));
  }

  /** An optimizer of a closed scope's parameters goes on where they have memory again. */
  @Test
  void updatesWhatItsParametersHoldNow() {
    Parameter w = Parameter.plain("w", Shape.of(1), Role.WEIGHT, Initializer.constant(2));
    Optimizer optimizer = new Sgd(scope, List.of(w), WeightDecay.NONE);
    for (int time = 0; time < 2; time++) {
      try (MemoryScope inner = scope.child("inner")) {
        w.bindForTraining(inner);
        w.initialize(0);
        w.gradient().write(new float[] {3});
        optimizer.step(0.5f);
        assertEquals(0.5f, value(w));
      }
    }
  }

  @Test
  void statisticsAreNotTrained() {
    Parameter mean = parameter("mean", Role.STATISTIC, 2, 0);
    Parameter w = parameter("w", Role.WEIGHT, 2, 1);
    Optimizer optimizer = new Momentum(scope, List.of(mean, w), WeightDecay.coupled(0.5f), 0.9f);
    assertEquals(List.of(w), optimizer.parameters());
    assertEquals(Set.of("w.velocity"), optimizer.state().keySet());
    optimizer.step(1);
    assertEquals(2f, value(mean));
  }

  @Test
  void zeroGradientsForgetsWhatWasAdded() {
    Parameter w = parameter("w", Role.WEIGHT, 2, 3);
    Optimizer optimizer = new Sgd(scope, List.of(w), WeightDecay.NONE);
    optimizer.zeroGradients();
    optimizer.step(1);
    assertEquals(2f, value(w));
  }

  @Test
  void twoParametersOfOneNameAreRefused() {
    Parameter a = parameter("conv1.weight", Role.WEIGHT, 1, 0);
    Parameter b = parameter("conv1.weight", Role.WEIGHT, 1, 0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Sgd(scope, List.of(a, b), WeightDecay.NONE))
            .getMessage();
    assertTrue(message.contains("two parameters named conv1.weight"), message);
  }

  /** Eight steps in one go and four, a checkpoint, and four more end at the same weights. */
  @Test
  void resumesFromItsStateAndStep() {
    Parameter straight = parameter("w", Role.WEIGHT, 2, 3);
    Optimizer whole = new Adam(scope, List.of(straight), WeightDecay.NONE);
    Parameter broken = parameter("w", Role.WEIGHT, 2, 3);
    Optimizer before = new Adam(scope, List.of(broken), WeightDecay.NONE);
    for (int i = 0; i < 4; i++) {
      whole.step(0.1f);
      before.step(0.1f);
    }
    Parameter resumed = parameter("w", Role.WEIGHT, 0, 1);
    resumed.writeDisk(broken.readDisk());
    Optimizer after = new Adam(scope, List.of(resumed), WeightDecay.NONE);
    before.state().forEach((name, state) -> after.state().get(name).write(state.readFloats()));
    after.resumeAt(before.steps());
    straight.gradient().write(new float[] {1});
    for (int i = 0; i < 4; i++) {
      whole.step(0.1f);
      after.step(0.1f);
    }
    assertEquals(8, after.steps());
    assertEquals(value(straight), value(resumed), 1e-6f);
  }
}
