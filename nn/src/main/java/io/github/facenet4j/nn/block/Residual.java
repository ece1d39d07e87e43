package io.github.facenet4j.nn.block;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * Residual connection (He et al. 2016), {@code y = s·f(x) + g(x)}: f the body, g the shortcut,
 * {@code g(x) = x} where none is given, s a constant, 1 unless given (Szegedy et al. 2017 scale the
 * bodies of their inception blocks down).
 *
 * <p>f(x), g(x) and y of one shape. Saves nothing of its own. Backward: {@code dx = f'(s·dy) +
 * g'(dy)}.
 */
public final class Residual implements Layer {
  private final String name;
  private final Layer body;
  private final Layer shortcut;
  private final float scale;

  /** A body that keeps its input's shape, and the input itself. */
  public Residual(String name, Layer body) {
    this(name, body, null, 1);
  }

  /** A body that keeps its input's shape, scaled, and the input itself. */
  public Residual(String name, Layer body, float scale) {
    this(name, body, null, scale);
  }

  /**
   * A body and a projection.
   *
   * @param shortcut null for the input itself
   */
  public Residual(String name, Layer body, Layer shortcut) {
    this(name, body, shortcut, 1);
  }

  private Residual(String name, Layer body, Layer shortcut, float scale) {
    this.name = name;
    this.scale = scale;
    this.body = body;
    this.shortcut = shortcut;
  }

  /** The same with another body and shortcut. */
  Residual with(Layer otherBody, Layer otherShortcut) {
    return new Residual(name, otherBody, otherShortcut, scale);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    outputShape(x.shape());
    Tensor fx = body.forward(pass, x);
    Tensor gx = shortcut == null ? x : shortcut.forward(pass, x);
    Tensor y = pass.scope().floats(fx.shape());
    if (scale == 1) {
      pass.backend().elementwise().add(fx, gx, y);
    } else {
      pass.backend().elementwise().scaleAdd(scale, fx, 0, y);
      pass.backend().elementwise().add(y, gx, y);
    }
    pass.release(fx, x, gx);
    pass.release(gx, x);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Tensor dxg = shortcut == null ? dy : shortcut.backward(pass, dy);
    Tensor dyf = dy;
    if (scale != 1) {
      dyf = pass.scope().floats(dy.shape());
      pass.backend().elementwise().scaleAdd(scale, dy, 0, dyf);
    }
    Tensor dxf = body.backward(pass, dyf);
    pass.release(dyf, dy, dxf);
    Tensor dx = pass.scope().floats(dxf.shape());
    pass.backend().elementwise().add(dxf, dxg, dx);
    pass.release(dxf, dy, dxg);
    pass.release(dxg, dy);
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape fx = body.outputShape(input);
    Shape gx = shortcut == null ? input : shortcut.outputShape(input);
    if (!fx.equals(gx)) {
      throw new IllegalArgumentException(
          name + ": the body gives " + fx + " and the shortcut " + gx + "; they must agree");
    }
    return fx;
  }

  @Override
  public List<Layer> children() {
    return shortcut == null ? List.of(body) : List.of(body, shortcut);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return body.multiplyAdds(input) + (shortcut == null ? 0 : shortcut.multiplyAdds(input));
  }

  /** f. */
  public Layer body() {
    return body;
  }

  /** s. */
  public float scale() {
    return scale;
  }

  /** g, or null for the identity. */
  public Layer shortcut() {
    return shortcut;
  }

  @Override
  public String toString() {
    return "Residual"
        + (shortcut == null ? "" : " with projection")
        + (scale == 1 ? "" : " scaled by " + scale);
  }
}
