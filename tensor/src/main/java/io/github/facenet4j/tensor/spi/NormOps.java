package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.Tensor;

/**
 * Normalisations. Map-shaped tensors are [rows, channels]; per-channel tensors are [channels]. A
 * batch norm's y, and dy in backward, may be part of a larger map, see {@link BatchNormSpec#place}.
 */
public interface NormOps {

  /** {@code y = f(gamma·(x − mean)/√(variance + ε) + beta)} with stored statistics; y may be x. */
  void batchNormInfer(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor mean,
      Tensor variance,
      Tensor y);

  /**
   * {@code y = f(gamma·x̂ + beta), x̂ = (x − μ)·r, r = 1/√(σ² + ε)}, μ and σ² (divided by rows)
   * over the batch.
   *
   * @param savedMean receives μ
   * @param savedInverseStd receives r
   * @param runningMean {@code += momentum·(μ − runningMean)}
   * @param runningVariance the same with the unbiased variance σ²·rows/(rows−1) (rows = 1: σ²)
   */
  void batchNormTrain(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor runningMean,
      Tensor runningVariance,
      Tensor y);

  /**
   * With {@code g = dy·f′(gamma·x̂ + beta)}: {@code dbeta += Σ g; dgamma += Σ g·x̂; dx = gamma·r·(g
   * − mean(g) − x̂·mean(g·x̂))} (Ioffe and Szegedy 2015). The means are of this call's sums, not of
   * what dgamma and dbeta held before. The argument of f′ is computed from x as forward did, to the
   * bit, so nothing but x need be kept. dx may be dy.
   */
  void batchNormBackward(
      BatchNormSpec spec,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      Tensor savedMean,
      Tensor savedInverseStd,
      Tensor dy,
      Tensor dx,
      Tensor dgamma,
      Tensor dbeta);

  /** Local response normalisation. */
  void lrnForward(LrnSpec spec, Tensor x, Tensor y);

  /**
   * With {@code S[c] = k + alpha/size·Σx²}: {@code dx[c] = dy[c]·S[c]^−beta − 2·alpha·beta/size ·
   * x[c] · Σ(j: c in j's window) dy[j]·y[j]/S[j]}, y being computed again.
   */
  void lrnBackward(LrnSpec spec, Tensor x, Tensor dy, Tensor dx);

  /** y and inverseNorms [rows] from x. */
  void l2NormalizeForward(L2NormSpec spec, Tensor x, Tensor y, Tensor inverseNorms);

  /**
   * {@code dx = r·(dy − y·⟨dy,y⟩)}; where the norm was clamped ({@link L2NormSpec#isClamped})
   * {@code dx = r·dy}.
   */
  void l2NormalizeBackward(L2NormSpec spec, Tensor y, Tensor inverseNorms, Tensor dy, Tensor dx);
}
