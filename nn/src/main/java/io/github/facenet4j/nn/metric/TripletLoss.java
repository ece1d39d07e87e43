package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.util.Optional;

/**
 * The triplet loss (FaceNet, equation 3) of raw network outputs, {@code L = 1/divisor · Σ(a,p,n)
 * max(0, |eₐ−eₚ|² − |eₐ−eₙ|² + α), eᵢ = xᵢ·rᵢ, rᵢ = 1/√max(|xᵢ|², ε²)}.
 *
 * <p>x [B,E], C = ∂(Σ hinges)/∂D [B,B]. Backward, with S = C + Cᵀ: {@code deᵢ = 2/divisor · Σⱼ
 * Sᵢⱼ·(eᵢ − eⱼ)}, {@code dxᵢ = rᵢ·(deᵢ − eᵢ·⟨deᵢ,eᵢ⟩)}. The normalisation is part of the loss, so
 * vectors of unit length are as welcome as raw ones. Without slots, or where the divisor is 0, loss
 * and gradient are 0.
 *
 * @param margin α
 * @param reduction what the sum is divided by
 */
public record TripletLoss(float margin, TripletSpec.Reduction reduction) {

  /**
   * The loss of these triplets, left on the device.
   *
   * @param x raw embeddings [B,E], not copied: they must live until backward
   */
  public TripletLossValue forward(MemoryScope scope, Tensor x, Triplets triplets) {
    int batch = triplets.batch();
    checkRows(x, batch);
    if (triplets.slotCount() == 0) {
      Tensor zeros = scope.zeros(Shape.of(TripletSpec.STATISTICS));
      return new TripletLossValue(null, x, null, null, zeros);
    }
    TripletLossValue value = room(scope, x, batch, triplets.slotCount());
    scope
        .backend()
        .metric()
        .tripletLossForward(
            value.spec(),
            x,
            triplets.slots(),
            value.inverseNorms(),
            value.coefficients(),
            value.statistics());
    return value;
  }

  /**
   * The loss of the triplets that the selector finds, left on the device; chosen and summed at once
   * where the device can.
   *
   * @param x raw embeddings [B,E], not copied: they must live until backward
   * @param distances of the same faces, which the selector goes by
   */
  public TripletLossValue forward(
      MemoryScope scope, Tensor x, DistanceMatrix distances, TripletSelector selector) {
    IdentityPairs pairs = distances.pairs();
    Optional<PairRule> rule = selector.pairRule();
    if (rule.isEmpty() || pairs.count() == 0) {
      return forward(scope, x, selector.select(scope, distances));
    }
    checkRows(x, pairs.batch());
    TripletLossValue value = room(scope, x, pairs.batch(), pairs.count());
    scope
        .backend()
        .metric()
        .minedTripletLoss(
            rule.get().on(pairs),
            value.spec(),
            distances.distances(),
            pairs.labels(),
            x,
            new TripletSlots(
                pairs.pairStart(), pairs.pairPositive(), scope.ints(Shape.of(pairs.count()))),
            value.inverseNorms(),
            value.coefficients(),
            value.statistics());
    return value;
  }

  private static void checkRows(Tensor x, int batch) {
    if (x.shape().rank() != 2 || x.shape().dim(0) != batch) {
      throw new IllegalArgumentException(
          "triplet loss: embeddings must be " + batch + "xE like the triplets, got " + x.shape());
    }
  }

  /** A value that the device has yet to fill. */
  private TripletLossValue room(MemoryScope scope, Tensor x, int batch, int slots) {
    TripletSpec spec =
        new TripletSpec(
            "triplet loss", batch, x.shape().dim(1), slots, margin, reduction, L2NormSpec.EPSILON);
    return new TripletLossValue(
        spec,
        x,
        scope.floats(Shape.of(batch)),
        scope.floats(Shape.of(batch, batch)),
        scope.floats(Shape.of(TripletSpec.STATISTICS)));
  }

  /** The gradient with respect to the raw embeddings, dx [B,E], left on the device. */
  public Tensor backward(MemoryScope scope, TripletLossValue value) {
    Tensor x = value.x();
    if (value.spec() == null) {
      return scope.zeros(x.shape());
    }
    Tensor r = value.inverseNorms();
    Tensor c = value.coefficients();
    Tensor dx = scope.floats(x.shape());
    scope
        .backend()
        .metric()
        .distanceLossBackward(value.spec().rows(), x, r, c, value.statistics(), dx);
    return dx;
  }
}
