package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.List;

/**
 * Convolution, {@code y = x ⋆ w + b} (cross-correlation with zero padding).
 *
 * <p>x [N,H,W,C], w [KH,KW,C,O], b [O], y [N,OH,OW,O]; OH = ⌊(H + 2·pad − KH)/stride⌋ + 1. Saves x.
 * Backward: {@code dw += x ⋆ dy}, {@code db += Σ(n,i,j) dy}, {@code dx = dy ⋆ᵀ w}; the sums are
 * spelled out at {@link io.github.facenet4j.tensor.spi.ConvOps}.
 */
public final class Conv2d implements Layer {
  private final String name;
  private final int inChannels;
  private final int outChannels;
  private final Window window;
  private final Parameter w;
  private final Parameter b;
  private final Bias bias;

  /**
   * A convolution with parameters {@code name.weight} and, where asked, {@code name.bias}.
   *
   * @param inChannels C
   * @param outChannels O
   */
  public Conv2d(String name, int inChannels, int outChannels, Window window, Bias bias) {
    this.name = name;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.window = window;
    this.w =
        Parameter.filter(
            name + ".weight",
            Shape.of(window.kernelHeight(), window.kernelWidth(), inChannels, outChannels),
            Initializer.kaimingNormal(Initializer.Fan.OUT));
    this.bias = bias;
    this.b =
        bias == Bias.NONE
            ? null
            : Parameter.plain(
                name + ".bias", Shape.of(outChannels), Parameter.Role.BIAS, Initializer.zeros());
  }

  private Conv2dSpec spec(Shape x) {
    return window.convolution(name, x, inChannels, outChannels, 1);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Conv2dSpec spec = spec(x.shape());
    Tensor y = pass.scope().floats(spec.output());
    forward(pass, spec, x, addBias(), y);
    return y;
  }

  @Override
  public void forwardInto(Pass pass, Tensor x, PlaceSpec place, Tensor whole) {
    forward(pass, spec(x.shape()), x, addBias().into(place), whole);
  }

  private void forward(Pass pass, Conv2dSpec spec, Tensor x, Epilogue epilogue, Tensor y) {
    pass.backend().conv().forward(spec, x, w.value(), epilogue, y);
    pass.save(this, x);
  }

  private Epilogue addBias() {
    return Epilogue.bias(b == null ? null : b.value());
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Tensor x = pass.restore(this)[0];
    Conv2dSpec spec = spec(x.shape());
    parameterGradients(pass, spec, x, dy);
    Tensor dx = pass.scope().floats(spec.input());
    pass.backend().conv().dataGradient(spec, dy, w.value(), dx);
    return dx;
  }

  @Override
  public void backwardToParameters(Pass pass, Tensor dy) {
    Tensor x = pass.restore(this)[0];
    parameterGradients(pass, spec(x.shape()), x, dy);
  }

  private void parameterGradients(Pass pass, Conv2dSpec spec, Tensor x, Tensor dy) {
    pass.backend().conv().weightGradient(spec, x, dy, w.gradient());
    if (bias == Bias.ADDED) {
      int rows = dy.shape().rows();
      pass.backend().elementwise().biasGradient(rows, outChannels, dy, b.gradient());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return spec(input).output();
  }

  @Override
  public List<Parameter> parameters() {
    return b == null ? List.of(w) : List.of(w, b);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return spec(input).multiplyAdds();
  }

  /** Whether it adds a bias. */
  public Bias bias() {
    return bias;
  }

  /** Kernel, stride and padding. */
  public Window window() {
    return window;
  }

  @Override
  public String toString() {
    return "Conv2d " + inChannels + "→" + outChannels + " " + window + (b == null ? "" : " + bias");
  }
}
