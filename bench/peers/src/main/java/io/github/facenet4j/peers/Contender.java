package io.github.facenet4j.peers;

/**
 * One engine with one network and one batch, ready to run.
 *
 * <p>Inference takes images on the host in the engine's own layout and leaves embeddings on the
 * host.
 */
interface Contender extends AutoCloseable {

  /** Engine, version and device or form. */
  String name();

  /** Does the work once and waits for it. */
  void run();

  /** What the latest run computed, [batch, embedding]; empty for training. */
  float[] result();

  @Override
  void close();
}
