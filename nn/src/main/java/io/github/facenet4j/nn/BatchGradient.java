package io.github.facenet4j.nn;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Parameter gradients of a loss that needs the embeddings of a whole batch, in the memory of a
 * micro-batch.
 *
 * <p>With y = f(x) [B,E], {@code dθ += Σᵢ (∂yᵢ/∂θ)ᵀ·dyᵢ} is a sum over rows once dy = ∂L/∂y is
 * known. So all micro-batches but the last are embedded without keeping activations, the last one
 * with them; the loss sees all of y; then the last is propagated, and each of the others is
 * computed again, now with its activations, and propagated. A batch that fits is one micro-batch,
 * computed once.
 *
 * <p>For networks without batch statistics this is the gradient of the single pass, but for the
 * order of additions. With batch norms the micro-batch is the group whose mean and variance
 * normalise it, so its gradient is exact for that function; running statistics move once for each
 * micro-batch, not for the embedding that comes before. Dropout draws one mask for each
 * micro-batch, the same both times.
 */
public final class BatchGradient {

  /** Where the rows of x come from. */
  @FunctionalInterface
  public interface Images {
    /** Rows first … first+count−1 as a tensor of this scope; asked twice for most rows. */
    Tensor load(MemoryScope scope, int first, int count);
  }

  private final Layer network;
  private final int microBatch;

  /**
   * For a network whose parameters have gradients.
   *
   * @param network images to vectors, [n,…] → [n,E]
   * @param microBatch rows that go through it at a time, at most
   */
  public BatchGradient(Layer network, int microBatch) {
    this.network = network;
    this.microBatch = microBatch;
  }

  /**
   * Adds the gradients of one batch to the parameters'.
   *
   * @param scope owner of what the batch needs; the caller closes it
   * @param batch B
   * @param seed of random choices, such as dropout's masks
   * @param loss y [B,E] to dy = ∂L/∂y, run once
   */
  public void accumulate(
      MemoryScope scope, int batch, long seed, Images images, UnaryOperator<Tensor> loss) {
    MicroBatches parts = MicroBatches.of(batch, microBatch);
    int last = parts.count() - 1;
    Tensor y = null;
    for (int i = 0; i < last; i++) {
      try (MemoryScope own = scope.child("embed");
          Pass pass = Pass.rehearsal(own, seedOf(seed, i))) {
        Tensor part = forward(pass, images, parts, i);
        y = y == null ? scope.floats(Shape.of(batch, part.shape().dim(1))) : y;
        Rows.place(part, y, parts.first(i));
      }
    }
    Tensor dy;
    try (MemoryScope own = scope.child("last");
        Pass pass = Pass.training(own, seedOf(seed, last))) {
      Tensor part = forward(pass, images, parts, last);
      if (y == null) {
        network.backwardToParameters(pass, loss.apply(part));
        return;
      }
      Rows.place(part, y, parts.first(last));
      dy = loss.apply(y);
      backward(pass, dy, parts, last);
    }
    for (int i = 0; i < last; i++) {
      try (MemoryScope own = scope.child("propagate");
          Pass pass = Pass.training(own, seedOf(seed, i))) {
        forward(pass, images, parts, i);
        backward(pass, dy, parts, i);
      }
    }
  }

  private Tensor forward(Pass pass, Images images, MicroBatches parts, int i) {
    return network.forward(pass, images.load(pass.scope(), parts.first(i), parts.size(i)));
  }

  private void backward(Pass pass, Tensor dy, MicroBatches parts, int i) {
    Tensor part = pass.scope().floats(dy.shape().withBatch(parts.size(i)));
    Rows.extract(dy, parts.first(i), part);
    network.backwardToParameters(pass, part);
  }

  /** One micro-batch has the batch's seed, so that a batch that fits is an ordinary pass. */
  private static long seedOf(long seed, int part) {
    return seed + part * 0x9E3779B97F4A7C15L;
  }
}
