package io.github.facenet4j.peers;

import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;

/** Our own folded network on one device. */
final class OurInference implements Contender {
  private final Backend backend;
  private final MemoryScope scope;
  private final Network network;
  private final int batch;
  private final float[] nhwc;
  private float[] result = {};

  /**
   * The network with the initial weights that this seed gives.
   *
   * @param nhwc images of one batch
   */
  OurInference(String device, String architecture, long seed, int batch, float[] nhwc) {
    this.backend = Backends.require(device);
    this.scope = MemoryScope.root(backend, "peers");
    this.batch = batch;
    this.nhwc = nhwc.clone();
    try (MemoryScope original = scope.child("original")) {
      Network trained = Network.of(Architectures.named(architecture));
      trained.bind(original, seed);
      this.network = trained.forInference(scope);
    }
  }

  @Override
  public String name() {
    return "facenet4j " + backend.device().id();
  }

  @Override
  public void run() {
    result = network.embed(scope, batch, nhwc);
  }

  @Override
  public float[] result() {
    return result.clone();
  }

  @Override
  public void close() {
    scope.close();
    backend.close();
  }
}
