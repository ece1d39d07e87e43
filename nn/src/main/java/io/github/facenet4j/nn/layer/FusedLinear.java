package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;

/**
 * Fully connected layer with its epilogue, {@code Y = f(X·Wᵀ + b + residual)}.
 *
 * <p>X [N,in] or a map of as many values, W [out,in], b [out], residual and Y [N,out]. No backward.
 */
public final class FusedLinear extends FusedLayer {
  private final Linear definition;

  private FusedLinear(
      Linear definition, Parameter w, Parameter b, Activation activation, Parameter slopes) {
    super(definition.name(), w, b, activation, slopes);
    this.definition = definition;
  }

  /** The definition of the same layer, with a bias and parameters of its own. */
  public static FusedLinear of(Linear linear) {
    Parameter w = linear.parameters().get(0).redefined();
    Parameter b = biasOf(linear.name(), linear.out());
    return new FusedLinear(linear, w, b, Activation.NONE, null);
  }

  @Override
  public FusedLinear then(Activation next, Parameter nextSlopes) {
    return new FusedLinear(definition, weight(), bias(), next, nextSlopes);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x, Tensor residual) {
    Shape output = outputShape(x.shape());
    Tensor y = pass.scope().floats(output);
    GemmSpec product =
        GemmSpec.of(name(), output.dim(0), definition.out(), definition.in())
            .transposed(Transpose.NO, Transpose.YES);
    pass.backend().gemm().multiply(product, x, weight().value(), epilogue(pass, residual), y);
    return y;
  }

  @Override
  public Shape outputShape(Shape input) {
    return definition.outputShape(input);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return definition.multiplyAdds(input);
  }

  @Override
  public String toString() {
    return "FusedLinear " + definition.in() + "→" + definition.out() + " + bias, " + activation();
  }
}
