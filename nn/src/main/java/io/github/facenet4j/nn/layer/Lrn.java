package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.LrnSpec;

/**
 * Local response normalisation across channels (Krizhevsky et al. 2012), {@code y[c] =
 * x[c]·S[c]^−β, S[c] = k + α/size · Σⱼ x[j]²}, j over the window of {@code size} channels centred
 * on c.
 *
 * <p>x and y [R,C] or [N,H,W,C]. Saves x. Backward: {@code dx[c] = dy[c]·S[c]^−β − 2αβ/size · x[c]
 * · Σⱼ dy[j]·y[j]/S[j]}, j over the windows that contain c.
 */
public final class Lrn implements Layer {
  private final String name;
  private final int size;
  private final float alpha;
  private final float beta;
  private final float k;

  /** With size 5, α = 1e-4, β = 0.75, k = 1, as in the FaceNet and OpenFace networks. */
  public Lrn(String name) {
    this(name, 5, 1e-4f, 0.75f, 1f);
  }

  /** A local response normalisation over {@code size} channels. */
  public Lrn(String name, int size, float alpha, float beta, float k) {
    this.name = name;
    this.size = size;
    this.alpha = alpha;
    this.beta = beta;
    this.k = k;
  }

  private LrnSpec spec(Shape x) {
    return new LrnSpec(name, x.rows(), x.dim(-1), size, alpha, beta, k);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor y = pass.scope().floats(x.shape());
    pass.backend().norm().lrnForward(spec(x.shape()), x, y);
    pass.save(this, x);
    return y;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Tensor x = pass.restore(this)[0];
    Tensor dx = pass.scope().floats(x.shape());
    pass.backend().norm().lrnBackward(spec(x.shape()), x, dy, dx);
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  /** Channels of a window. */
  public int size() {
    return size;
  }

  /** α, before its division by the size. */
  public float alpha() {
    return alpha;
  }

  /** β. */
  public float beta() {
    return beta;
  }

  /** k. */
  public float k() {
    return k;
  }

  @Override
  public String toString() {
    return "LRN " + size;
  }
}
