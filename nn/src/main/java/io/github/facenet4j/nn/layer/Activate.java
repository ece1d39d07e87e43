package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import java.util.List;

/**
 * Pointwise non-linearity, {@code y = f(x)}: {@code max(x,0)}, {@code min(max(x,0),6)}, or {@code x
 * > 0 ? x : s[c]·x} with learned slopes.
 *
 * <p>x and y [R,C] or [N,H,W,C], s [C]. Saves y (ReLU, ReLU6) or x (PReLU). Backward: {@code dx =
 * dy·f′(x)}, {@code ds[c] += Σ dy·x} over x ≤ 0.
 */
public final class Activate implements Layer {
  private final String name;
  private final Activation activation;
  private final Parameter s;

  private Activate(String name, Activation activation, Parameter s) {
    this.name = name;
    this.activation = activation;
    this.s = s;
  }

  /** {@code y = max(x, 0)}. */
  public static Activate relu(String name) {
    return new Activate(name, Activation.RELU, null);
  }

  /** {@code y = min(max(x, 0), 6)}. */
  public static Activate relu6(String name) {
    return new Activate(name, Activation.RELU6, null);
  }

  /** {@code y = x > 0 ? x : s[c]·x} with {@code name.weight} = s, from 0.25 (He et al. 2015). */
  public static Activate prelu(String name, int channels) {
    Parameter slopes =
        Parameter.plain(
            name + ".weight",
            Shape.of(channels),
            Parameter.Role.SLOPE,
            Initializer.constant(0.25f));
    return new Activate(name, Activation.PRELU, slopes);
  }

  private ActivationSpec spec(Shape x) {
    return new ActivationSpec(name, activation, x.rows(), x.dim(-1));
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    outputShape(x.shape());
    Tensor y = pass.scope().floats(x.shape());
    Tensor slopes = s == null ? null : s.value();
    pass.backend().elementwise().activationForward(spec(x.shape()), x, slopes, y);
    pass.save(this, s == null ? y : x);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Tensor saved = pass.restore(this)[0];
    Tensor dx = pass.scope().floats(dy.shape());
    Tensor slopes = s == null ? null : s.value();
    Tensor dslopes = s == null ? null : s.gradient();
    pass.backend()
        .elementwise()
        .activationBackward(spec(dy.shape()), saved, slopes, dy, dx, dslopes);
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (s != null) {
      LayerShapes.requireChannels(name, input, s.shape().dim(0));
    }
    return input;
  }

  @Override
  public List<Parameter> parameters() {
    return s == null ? List.of() : List.of(s);
  }

  /** Which function. */
  public Activation activation() {
    return activation;
  }

  @Override
  public String toString() {
    return activation + (s == null ? "" : " " + s.shape());
  }
}
