package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/** Metric learning on the device: distances, selection and loss read nothing back. */
public interface MetricOps {

  /**
   * {@code D[i,j] = |xᵢ − xⱼ|²}; computed as {@code max(0, |xᵢ|² + |xⱼ|² − 2·xᵢ·xⱼ)} (the Gram
   * form) or directly; D is symmetric bit for bit and its diagonal is exactly 0. A NaN in xᵢ makes
   * Dᵢⱼ NaN for all j ≠ i.
   */
  void pairwiseSquaredDistance(DistanceSpec spec, Tensor x, Tensor distances);

  /**
   * Distances of the rows of x scaled to unit length, {@code D[i,j] = |xᵢ·rᵢ − xⱼ·rⱼ|², rᵢ =
   * 1/√max(|xᵢ|², ε²)}; D is as with {@link #pairwiseSquaredDistance} otherwise.
   *
   * @param rows the normalisation of x [B,E]
   */
  void unitSquaredDistance(L2NormSpec rows, Tensor x, Tensor distances);

  /**
   * One negative per slot by the spec's rule, or −1. A NaN distance is never selected.
   *
   * @param labels int32 [B], identity of each face
   * @param pairStart int32 [B+1], see {@link TripletSlots}
   * @param pairPositive int32 [T]
   * @param negatives int32 [T], written
   */
  void selectNegatives(
      SelectionSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor pairStart,
      Tensor pairPositive,
      Tensor negatives);

  /**
   * For every face a the farthest face of its identity but itself and the nearest of another; ties
   * go to the lowest index, a NaN distance is never selected. Where either is missing both are −1.
   *
   * @param labels int32 [B], identity of each face
   * @param positives int32 [B], written
   * @param negatives int32 [B], written
   */
  void selectBatchHard(
      BatchHardSpec spec, Tensor distances, Tensor labels, Tensor positives, Tensor negatives);

  /**
   * L2 normalisation, hinge and reduction in one: with {@code eᵢ = xᵢ·rᵢ, rᵢ = 1/√max(|xᵢ|², ε²)}
   * and, for a filled slot (a,p,n), {@code h = |eₐ−eₚ|² − |eₐ−eₙ|² + α}, the slot is active where h
   * &gt; 0 and the loss is the sum of max(0,h) over the divisor.
   *
   * @param inverseNorms float [B], receives r
   * @param coefficients float [B,B], receives ∂(sum of hinges)/∂D: row a gets +1 at p and −1 at n
   *     for each active slot of anchor a, 0 elsewhere; the reduction's divisor is not applied
   * @param statistics float [6], receives: loss; filled slots; active slots; divisor; mean |eₐ−eₚ|²
   *     over the filled slots; mean |eₐ−eₙ|² over the filled slots (0 when none)
   */
  void tripletLossForward(
      TripletSpec spec,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics);

  /**
   * {@link #selectNegatives} and then {@link #tripletLossForward} of what it found: one op, so that
   * a device may use an anchor's negatives where it found them.
   *
   * @param selection of the same batch and pairs as the loss
   * @param distances float [B,B] of x, as selection wants them
   * @param labels int32 [B], identity of each face
   * @param slots of which the negatives are written
   * @param inverseNorms float [B], written
   * @param coefficients float [B,B], written
   * @param statistics float [6], written
   */
  default void minedTripletLoss(
      SelectionSpec selection,
      TripletSpec loss,
      Tensor distances,
      Tensor labels,
      Tensor x,
      TripletSlots slots,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics) {
    selectNegatives(
        selection, distances, labels, slots.pairStart(), slots.pairPositive(), slots.negatives());
    tripletLossForward(loss, x, slots, inverseNorms, coefficients, statistics);
  }

  /**
   * The supervised contrastive loss from distances of unit vectors: with {@code sₐₖ = −Dₐₖ/(2τ)}
   * and P(a) the other faces of a's identity, anchor a costs {@code mean over p∈P(a) of −log(exp
   * sₐₚ / Σ(k≠a) exp sₐₖ)}; the loss is the mean over the anchors whose P(a) is not empty, 0 when
   * there is none.
   *
   * @param distances float [B,B] of unit vectors
   * @param labels int32 [B], identity of each face
   * @param coefficients float [B,B], receives ∂(sum of the anchors' costs)/∂D: row a gets {@code
   *     ([k∈P(a)]/|P(a)| − softmaxₖ(sₐ))/(2τ)} at k ≠ a, 0 at a and where P(a) is empty
   * @param statistics float [6], receives: loss; pairs (a,p); pairs whose p is no nearer than the
   *     nearest face of another identity; divisor, the anchors that count; mean Dₐₚ over the pairs;
   *     mean Dₐₙ over the (a,n) of different identities (0 when none)
   */
  void contrastiveLoss(
      ContrastiveSpec spec,
      Tensor distances,
      Tensor labels,
      Tensor coefficients,
      Tensor statistics);

  /**
   * Gradient of a loss of distances, {@code L = f(D)/divisor}, with respect to the raw x that
   * became unit vectors, assigned. With {@code C = ∂f/∂D, S = C + Cᵀ}: {@code deᵢ = 2/divisor · Σⱼ
   * Sᵢⱼ·(eᵢ − eⱼ)}, then {@code dxᵢ = rᵢ·(deᵢ − eᵢ·⟨deᵢ,eᵢ⟩)}, or {@code rᵢ·deᵢ} where the norm was
   * clamped ({@link L2NormSpec#isClamped}). Gathered per row, no atomics.
   *
   * @param rows the normalisation of x [B,E]
   * @param inverseNorms float [B], r
   * @param coefficients float [B,B], C
   * @param statistics of the loss, of which the divisor is [3]; 0 there gives gradient 0
   */
  void distanceLossBackward(
      L2NormSpec rows,
      Tensor x,
      Tensor inverseNorms,
      Tensor coefficients,
      Tensor statistics,
      Tensor dx);
}
