package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.init.Seeds;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Inverted dropout (Srivastava et al. 2014), {@code y = x·m}: m is 0 with probability p, else
 * 1/(1−p).
 *
 * <p>x, m and y of one shape; in inference {@code y = x}. Saves m. Backward: {@code dx = dy·m}. The
 * mask follows from the pass's seed and this layer's name. It is made on the host and copied, four
 * bytes a value: dropout stands before the last linear layers, where maps are small.
 */
public final class Dropout implements Layer {
  private final String name;
  private final float probability;

  /**
   * A dropout layer.
   *
   * @param probability p of a value to be dropped, 0 ≤ p &lt; 1
   */
  public Dropout(String name, float probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          name + ": dropout probability must be in [0,1), got " + probability);
    }
    this.name = name;
    this.probability = probability;
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    if (pass.mode() == Pass.Mode.INFER) {
      return x;
    }
    Tensor m = pass.scope().floats(x.shape(), mask(pass, x.shape().intElements()));
    Tensor y = pass.scope().floats(x.shape());
    pass.backend().elementwise().multiply(x, m, y);
    pass.save(this, m);
    pass.release(m);
    return y;
  }

  private float[] mask(Pass pass, int length) {
    long seed =
        pass.seed()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        name + ": dropout needs a seed; use Pass.training(scope, seed)"));
    SplittableRandom random = Seeds.random(seed, name);
    float kept = 1 / (1 - probability);
    float[] mask = new float[length];
    for (int i = 0; i < length; i++) {
      mask[i] = random.nextDouble() < probability ? 0 : kept;
    }
    return mask;
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    Tensor m = pass.restore(this)[0];
    Tensor dx = pass.scope().floats(dy.shape());
    pass.backend().elementwise().multiply(dy, m, dx);
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

  @Override
  public String toString() {
    return "Dropout " + probability;
  }
}
