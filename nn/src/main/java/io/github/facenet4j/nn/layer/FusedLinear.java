package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected layer with its epilogue, {@code Y = f(X·Wᵀ + b + residual)}.
 *
 * <p>X [N,in] or a map of as many values, W [out,in], b [out], residual and Y [N,out]. No backward.
 */
public final class FusedLinear implements FusedLayer {
  private final Linear definition;
  private final Parameter w;
  private final Parameter b;
  private final Activation activation;
  private final Parameter slopes;

  private FusedLinear(
      Linear definition, Parameter w, Parameter b, Activation activation, Parameter slopes) {
    this.definition = definition;
    this.w = w;
    this.b = b;
    this.activation = activation;
    this.slopes = slopes;
  }

  /** The definition of the same layer, with a bias and parameters of its own. */
  public static FusedLinear of(Linear linear) {
    Parameter w = linear.parameters().get(0).redefined();
    Parameter b =
        Parameter.plain(
            linear.name() + ".bias",
            Shape.of(linear.out()),
            Parameter.Role.BIAS,
            Initializer.zeros());
    return new FusedLinear(linear, w, b, Activation.NONE, null);
  }

  @Override
  public FusedLinear then(Activation next, Parameter nextSlopes) {
    return new FusedLinear(definition, w, b, next, nextSlopes);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x, Tensor residual) {
    Shape output = outputShape(x.shape());
    Tensor y = pass.scope().floats(output);
    GemmSpec product =
        GemmSpec.of(name(), output.dim(0), definition.out(), definition.in())
            .transposed(Transpose.NO, Transpose.YES);
    pass.backend().gemm().multiply(product, x, w.value(), epilogue(pass, residual, slopes), y);
    return y;
  }

  @Override
  public String name() {
    return definition.name();
  }

  @Override
  public Shape outputShape(Shape input) {
    return definition.outputShape(input);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(w, b));
    if (slopes != null) {
      all.add(slopes);
    }
    return all;
  }

  @Override
  public long multiplyAdds(Shape input) {
    return definition.multiplyAdds(input);
  }

  @Override
  public Parameter weight() {
    return w;
  }

  @Override
  public Parameter bias() {
    return b;
  }

  @Override
  public Activation activation() {
    return activation;
  }

  @Override
  public String toString() {
    return "FusedLinear " + definition.in() + "→" + definition.out() + " " + activation;
  }
}
