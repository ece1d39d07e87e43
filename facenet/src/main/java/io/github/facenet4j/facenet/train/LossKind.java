package io.github.facenet4j.facenet.train;

/** The losses that {@code --loss} names; each is one class of {@code nn.metric}. */
public enum LossKind {
  /** The triplet loss (FaceNet, equation 3) over triplets that {@link Mining} selects. */
  TRIPLET,
  /** The supervised contrastive loss (Khosla et al. 2020) over the whole batch. */
  SUPCON
}
