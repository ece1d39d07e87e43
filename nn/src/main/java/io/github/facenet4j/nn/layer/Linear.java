package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import java.util.List;

/**
 * Fully connected layer, {@code Y = X·Wᵀ + b}.
 *
 * <p>X [N,in], W [out,in], b [out], Y [N,out]; X may be a map [N,H,W,C], read as rows of H·W·C.
 * Saves X. Backward: {@code dW += dYᵀ·X}, {@code db += Σₙ dY}, {@code dX = dY·W}.
 */
public final class Linear implements Layer {
  private final String name;
  private final int in;
  private final int out;
  private final Parameter w;
  private final Parameter b;
  private final Bias bias;

  /** A layer over vectors, with {@code name.weight} and, where asked, {@code name.bias}. */
  public Linear(String name, int in, int out, Bias bias) {
    this(
        name,
        Parameter.plain(
            name + ".weight",
            Shape.of(out, in),
            Parameter.Role.WEIGHT,
            Initializer.xavierUniform()),
        bias);
  }

  /**
   * A layer over a flattened map, whose weights files count the inputs in the order C, H, W.
   *
   * @param map [H,W,C]
   */
  public Linear(String name, Shape map, int out, Bias bias) {
    this(name, Parameter.overMap(name + ".weight", out, map, Initializer.xavierUniform()), bias);
  }

  private Linear(String name, Parameter w, Bias bias) {
    this.name = name;
    this.w = w;
    this.out = w.diskShape().dim(0);
    this.in = w.diskShape().dim(1);
    this.bias = bias;
    this.b =
        bias == Bias.NONE
            ? null
            : Parameter.plain(
                name + ".bias", Shape.of(out), Parameter.Role.BIAS, Initializer.zeros());
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Shape output = outputShape(x.shape());
    Tensor y = pass.scope().floats(output);
    GemmSpec product = GemmSpec.of(name, output.dim(0), out, in);
    Epilogue addBias = Epilogue.bias(b == null ? null : b.value());
    pass.backend()
        .gemm()
        .multiply(product.transposed(Transpose.NO, Transpose.YES), x, w.value(), addBias, y);
    pass.save(this, x);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Tensor x = pass.restore(this)[0];
    int n = x.shape().dim(0);
    GemmSpec dw = GemmSpec.of(name, out, in, n).transposed(Transpose.YES, Transpose.NO).adding();
    pass.backend().gemm().multiply(dw, dy, x, Epilogue.NONE, w.gradient());
    if (bias == Bias.ADDED) {
      pass.backend().elementwise().biasGradient(n, out, dy, b.gradient());
    }
    Tensor dx = pass.scope().floats(x.shape());
    pass.backend().gemm().multiply(GemmSpec.of(name, n, in, out), dy, w.value(), Epilogue.NONE, dx);
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    boolean unorderedMap =
        input.rank() == 4 && input.h() * input.w() > 1 && w.layout() == Parameter.Layout.PLAIN;
    if (unorderedMap || input.rank() < 2 || input.elements() != (long) input.dim(0) * in) {
      throw new IllegalArgumentException(
          name
              + ": input must be "
              + (w.layout() == Parameter.Layout.PLAIN ? "" : mapShape() + " or ")
              + "Nx"
              + in
              + ", got "
              + input
              + (unorderedMap ? "; give the constructor the map's shape" : ""));
    }
    return Shape.of(input.dim(0), out);
  }

  private String mapShape() {
    Shape weights = w.shape();
    return "Nx" + Shape.of(weights.dim(1), weights.dim(2), weights.dim(3));
  }

  @Override
  public List<Parameter> parameters() {
    return b == null ? List.of(w) : List.of(w, b);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return (long) outputShape(input).dim(0) * out * in;
  }

  /** Whether it adds a bias. */
  public Bias bias() {
    return bias;
  }

  /** Values of one input row. */
  public int in() {
    return in;
  }

  /** Values of one output row. */
  public int out() {
    return out;
  }

  @Override
  public String toString() {
    return "Linear " + in + "→" + out + (b == null ? "" : " + bias");
  }
}
