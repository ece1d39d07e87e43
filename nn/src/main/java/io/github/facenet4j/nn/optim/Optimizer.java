package io.github.facenet4j.nn.optim;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;
import io.github.facenet4j.tensor.spi.OptimSpec.Decay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Moves parameters against their gradients, on the device.
 *
 * <p>One step of training is {@code zeroGradients()}, forward, backward, {@code
 * step(schedule.at(steps() + 1))}. State tensors have device order, like the parameters they belong
 * to.
 */
public abstract class Optimizer {

  /**
   * What every update has: η, λ and how it enters, t.
   *
   * @param learningRate η
   * @param weightDecay λ of these parameters
   * @param decay how λ enters
   * @param step t, from 1
   */
  protected record Update(float learningRate, float weightDecay, Decay decay, int step) {

    /** The op's spec; an optimizer gives 0 for what it does not use. */
    OptimSpec spec(float momentum, float beta1, float beta2, float epsilon) {
      return new OptimSpec(learningRate, weightDecay, decay, momentum, beta1, beta2, epsilon, step);
    }
  }

  /** Parameters of one λ, and for each name of a state their tensors. */
  private record Group(float weightDecay, List<Parameter> parameters, List<List<Tensor>> state) {

    static Group of(float weightDecay, int states) {
      return new Group(
          weightDecay,
          new ArrayList<>(),
          Stream.<List<Tensor>>generate(ArrayList::new).limit(states).toList());
    }
  }

  private final MemoryScope scope;
  private final List<Parameter> parameters;
  private final Decay decay;
  private final Map<Float, Group> groups = new LinkedHashMap<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private int steps;

  /**
   * Allocates the state, filled with zeros; parameters that are not trainable are left out.
   *
   * @param scope owner of the state, usually the model's
   * @param stateNames of the tensors kept for each parameter, none for plain SGD
   * @throws IllegalArgumentException when two parameters have the same name
   */
  protected Optimizer(
      MemoryScope scope, List<Parameter> parameters, WeightDecay decay, String... stateNames) {
    this.scope = scope;
    this.parameters = parameters.stream().filter(Parameter::isTrainable).toList();
    this.decay = decay.decay();
    Set<String> names = new HashSet<>();
    for (Parameter parameter : this.parameters) {
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException(
            "Optimizer got two parameters named " + parameter.name() + "; names must be unique");
      }
      Group group =
          groups.computeIfAbsent(
              decay.rateOf(parameter), rate -> Group.of(rate, stateNames.length));
      group.parameters.add(parameter);
      for (int i = 0; i < stateNames.length; i++) {
        Tensor zeros = scope.zeros(parameter.shape());
        state.put(parameter.name() + "." + stateNames[i], zeros);
        group.state.get(i).add(zeros);
      }
    }
  }

  /** Applies the gradients once. */
  public final void step(float learningRate) {
    steps++;
    OptimOps ops = scope.backend().optim();
    for (Group group : groups.values()) {
      Update update = new Update(learningRate, group.weightDecay, decay, steps);
      apply(ops, update, values(group.parameters), gradients(group.parameters), group.state);
    }
  }

  /** Asked for at each step, since a parameter may have got other memory. */
  private static List<Tensor> values(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::value).toList();
  }

  private static List<Tensor> gradients(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::gradient).toList();
  }

  /**
   * Updates parameters of one λ.
   *
   * @param state for each of the constructor's names a list, which like w and dw has a tensor for
   *     each parameter
   */
  protected abstract void apply(
      OptimOps ops, Update update, List<Tensor> w, List<Tensor> dw, List<List<Tensor>> state);

  /** Fills all gradients with zeros. */
  public final void zeroGradients() {
    scope.backend().elementwise().fill(gradients(parameters), 0);
  }

  /** What is updated. */
  public final List<Parameter> parameters() {
    return parameters;
  }

  /** Steps done so far, t of the latest. */
  public final int steps() {
    return steps;
  }

  /** State tensors by name, {@code <parameter>.<state>}, for checkpoints; write to resume. */
  public final Map<String, Tensor> state() {
    return Collections.unmodifiableMap(state);
  }

  /** Goes on counting from a checkpoint's step. */
  public final void resumeAt(int stepsDone) {
    if (stepsDone < 0) {
      throw new IllegalArgumentException("Steps done must be at least 0, got " + stepsDone);
    }
    steps = stepsDone;
  }
}
