package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.List;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) and the activation after it, {@code y = f(z), z =
 * γ·x̂ + β, x̂ = (x − μ)·r, r = 1/√(σ² + ε)}; f is max(z,0), min(max(z,0),6), or z itself.
 *
 * <p>x and y [R,C] or [N,H,W,C] with R = N·H·W; γ, β, μ, σ² [C]. In training μ and σ² are the
 * batch's and move the running statistics; in inference they are the running statistics. Saves x,
 * μ, r; z is computed again. Backward, with {@code g = dy·f′(z)}: {@code dβ += Σ g}, {@code dγ += Σ
 * g·x̂}, {@code dx = γ·r·(g − mean(g) − x̂·mean(g·x̂))}.
 *
 * <p>One layer and not two because this is where training waits for memory: apart, norm and
 * activation pass over a map thirteen times and keep two, together eight times and keep one.
 */
public final class BatchNorm implements Layer {
  private final String name;
  private final int channels;
  private final float epsilon;
  private final float momentum;
  private final Activation activation;
  private final Parameter gamma;
  private final Parameter beta;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  /** Without activation, ε = 1e-5 and momentum 0.1. */
  public BatchNorm(String name, int channels) {
    this(name, channels, 1e-5f, 0.1f, Activation.NONE);
  }

  /**
   * A batch norm with {@code name.weight} (γ), {@code name.bias} (β), {@code name.running_mean} and
   * {@code name.running_var}.
   *
   * @param momentum weight of the new batch in the running statistics
   * @param activation f: NONE, RELU or RELU6
   */
  public BatchNorm(
      String name, int channels, float epsilon, float momentum, Activation activation) {
    this.name = name;
    this.channels = channels;
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.activation = activation;
    gamma = perChannel("weight", Parameter.Role.NORM_SCALE, Initializer.ones());
    beta = perChannel("bias", Parameter.Role.NORM_SHIFT, Initializer.zeros());
    runningMean = perChannel("running_mean", Parameter.Role.STATISTIC, Initializer.zeros());
    runningVariance = perChannel("running_var", Parameter.Role.STATISTIC, Initializer.ones());
  }

  /** Followed by ReLU, with ε = 1e-5 and momentum 0.1. */
  public static BatchNorm relu(String name, int channels) {
    return new BatchNorm(name, channels, 1e-5f, 0.1f, Activation.RELU);
  }

  private Parameter perChannel(String suffix, Parameter.Role role, Initializer initializer) {
    return Parameter.plain(name + "." + suffix, Shape.of(channels), role, initializer);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor y = pass.scope().floats(x.shape());
    forward(pass, spec(pass, x.shape()), x, y);
    return y;
  }

  @Override
  public void forwardInto(Pass pass, Tensor x, PlaceSpec place, Tensor whole) {
    forward(pass, spec(pass, x.shape()).into(place), x, whole);
  }

  private BatchNormSpec spec(Pass pass, Shape x) {
    // A rehearsal sees the same batch that training sees again: statistics must move only once.
    float momentumNow = pass.mode() == Pass.Mode.TRAIN ? momentum : 0;
    LayerShapes.requireChannels(name, x, channels);
    return new BatchNormSpec(name, x.rows(), channels, epsilon, momentumNow).then(activation);
  }

  private void forward(Pass pass, BatchNormSpec spec, Tensor x, Tensor y) {
    Tensor g = gamma.value();
    Tensor b = beta.value();
    Tensor mean = runningMean.value();
    Tensor variance = runningVariance.value();
    if (pass.mode() == Pass.Mode.INFER) {
      pass.backend().norm().batchNormInfer(spec, x, g, b, mean, variance, y);
    } else {
      Tensor mu = pass.scope().floats(Shape.of(channels));
      Tensor r = pass.scope().floats(Shape.of(channels));
      pass.backend().norm().batchNormTrain(spec, x, g, b, mu, r, mean, variance, y);
      pass.save(this, x, mu, r);
      pass.release(mu);
      pass.release(r);
    }
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    return backward(pass, null, dy);
  }

  @Override
  public Tensor backwardFrom(Pass pass, PlaceSpec place, Tensor whole) {
    return backward(pass, place, whole);
  }

  private Tensor backward(Pass pass, PlaceSpec place, Tensor dy) {
    Tensor[] saved = pass.restore(this);
    Tensor x = saved[0];
    Tensor mu = saved[1];
    Tensor r = saved[2];
    BatchNormSpec spec = spec(pass, x.shape()).into(place);
    Tensor dx = pass.scope().floats(x.shape());
    Tensor g = gamma.value();
    Tensor b = beta.value();
    Tensor dgamma = gamma.gradient();
    Tensor dbeta = beta.gradient();
    pass.backend().norm().batchNormBackward(spec, x, g, b, mu, r, dy, dx, dgamma, dbeta);
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    LayerShapes.requireChannels(name, input, channels);
    return input;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(gamma, beta, runningMean, runningVariance);
  }

  /** C. */
  public int channels() {
    return channels;
  }

  /** ε. */
  public float epsilon() {
    return epsilon;
  }

  /** γ [C]. */
  public Parameter gamma() {
    return gamma;
  }

  /** β [C]. */
  public Parameter beta() {
    return beta;
  }

  /** Stored μ [C]. */
  public Parameter runningMean() {
    return runningMean;
  }

  /** Stored σ² [C]. */
  public Parameter runningVariance() {
    return runningVariance;
  }

  /** f. */
  public Activation activation() {
    return activation;
  }

  /** Weight of a new batch in the stored statistics. */
  public float momentum() {
    return momentum;
  }

  @Override
  public String toString() {
    return "BatchNorm " + channels + (activation == Activation.NONE ? "" : ", " + activation);
  }
}
