package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvCall;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.PlaceSpec;

/**
 * Convolution, dense or depthwise, with its epilogue, {@code y = f(x ⋆ w + b + residual)}.
 *
 * <p>x [N,H,W,C], w [KH,KW,C/groups,O], b [O], residual and y [N,OH,OW,O]. No backward.
 */
public final class FusedConv2d extends FusedLayer {
  private final Window window;
  private final int groups;

  private FusedConv2d(
      String name,
      Window window,
      int groups,
      Parameter w,
      Parameter b,
      Activation activation,
      Parameter slopes) {
    super(name, w, b, activation, slopes);
    this.window = window;
    this.groups = groups;
  }

  /** The definition of the same convolution, with a bias and parameters of its own. */
  public static FusedConv2d of(Conv2d conv) {
    return define(conv.name(), conv.window(), 1, conv.parameters().get(0));
  }

  /** The definition of the same convolution, with a bias and parameters of its own. */
  public static FusedConv2d of(DepthwiseConv2d conv) {
    return define(conv.name(), conv.window(), conv.channels(), conv.parameters().get(0));
  }

  private static FusedConv2d define(String name, Window window, int groups, Parameter w) {
    Parameter b = biasOf(name, w.shape().dim(3));
    return new FusedConv2d(name, window, groups, w.redefined(), b, Activation.NONE, null);
  }

  @Override
  public FusedConv2d then(Activation next, Parameter nextSlopes) {
    return new FusedConv2d(name(), window, groups, weight(), bias(), next, nextSlopes);
  }

  private Conv2dSpec spec(Shape x) {
    Shape hwio = weight().shape();
    return window.convolution(name(), x, hwio.dim(2) * groups, hwio.dim(3), groups);
  }

  /** How the filter moves. */
  Window window() {
    return window;
  }

  /** Whether every channel has its own filter. */
  boolean isDepthwise() {
    return groups == weight().shape().dim(3);
  }

  /** This convolution as part of a chain that is one op. */
  ConvStep step(Pass pass, Tensor residual) {
    return new ConvStep(weight().value(), epilogue(pass, residual));
  }

  @Override
  public Tensor forward(Pass pass, Tensor x, Tensor residual) {
    Conv2dSpec spec = spec(x.shape());
    Tensor y = pass.scope().floats(spec.output());
    pass.backend().conv().forward(spec, x, weight().value(), epilogue(pass, residual), y);
    return y;
  }

  @Override
  public void forwardInto(Pass pass, Tensor x, PlaceSpec place, Tensor whole) {
    ConvCall call = call(pass, x, place, whole);
    pass.backend().conv().forward(call.spec(), x, call.w(), call.epilogue(), whole);
  }

  /**
   * What {@link #forwardInto} asks of the device, to be asked together with other calls.
   *
   * @param place where the result lies in y; null: it is y
   */
  public ConvCall call(Pass pass, Tensor x, PlaceSpec place, Tensor y) {
    Epilogue placed = epilogue(pass, null).into(place);
    return new ConvCall(spec(x.shape()), x, weight().value(), placed, y);
  }

  @Override
  public Shape outputShape(Shape input) {
    return spec(input).output();
  }

  @Override
  public long multiplyAdds(Shape input) {
    return spec(input).multiplyAdds();
  }

  @Override
  public String toString() {
    Shape hwio = weight().shape();
    String kind = groups == 1 ? "FusedConv2d " + hwio.dim(2) + "→" : "FusedDepthwiseConv2d ";
    return kind + hwio.dim(3) + " " + window + " + bias, " + activation();
  }
}
