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
 * Convolution of every channel with a filter of its own, {@code y[c] = x[c] ⋆ w[c] + b[c]}.
 *
 * <p>x [N,H,W,C], w [KH,KW,1,C], b [C], y [N,OH,OW,C]; OH = ⌊(H + 2·pad − KH)/stride⌋ + 1. Saves x.
 * Backward: {@code dw[c] += x[c] ⋆ dy[c]}, {@code db += Σ(n,i,j) dy}, {@code dx[c] = dy[c] ⋆ᵀ
 * w[c]}.
 */
public final class DepthwiseConv2d implements Layer {
  private final String name;
  private final int channels;
  private final Window window;
  private final Parameter w;
  private final Parameter b;
  private final Bias bias;

  /** A depthwise convolution with {@code name.weight} and, where asked, {@code name.bias}. */
  public DepthwiseConv2d(String name, int channels, Window window, Bias bias) {
    this.name = name;
    this.channels = channels;
    this.window = window;
    // One output value sees KH·KW inputs and one input value reaches KH·KW outputs: the fans agree.
    this.w =
        Parameter.filter(
            name + ".weight",
            Shape.of(window.kernelHeight(), window.kernelWidth(), 1, channels),
            Initializer.kaimingNormal(Initializer.Fan.IN));
    this.bias = bias;
    this.b =
        bias == Bias.NONE
            ? null
            : Parameter.plain(
                name + ".bias", Shape.of(channels), Parameter.Role.BIAS, Initializer.zeros());
  }

  private Conv2dSpec spec(Shape x) {
    return window.convolution(name, x, channels, channels, channels);
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
    pass.backend().conv().weightGradient(spec, x, dy, w.gradient());
    if (bias == Bias.ADDED) {
      int rows = dy.shape().rows();
      pass.backend().elementwise().biasGradient(rows, channels, dy, b.gradient());
    }
    Tensor dx = pass.scope().floats(spec.input());
    pass.backend().conv().dataGradient(spec, dy, w.value(), dx);
    return dx;
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

  /** C. */
  public int channels() {
    return channels;
  }

  /** Kernel, stride and padding. */
  public Window window() {
    return window;
  }

  @Override
  public String toString() {
    return "DepthwiseConv2d " + channels + " " + window + (b == null ? "" : " + bias");
  }
}
