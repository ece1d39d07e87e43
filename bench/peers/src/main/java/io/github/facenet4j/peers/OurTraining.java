package io.github.facenet4j.peers;

import io.github.facenet4j.bench.Workloads;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;

/** Our own training step on one device, as {@code bin/facenet bench} times it. */
final class OurTraining implements Contender {
  private final Backend backend;
  private final MemoryScope scope;
  private final Runnable step;

  /**
   * A network with random weights.
   *
   * @param workload such as {@code nn4.small2/training 90x96x96x3}
   */
  OurTraining(String device, String workload) {
    this.backend = Backends.require(device);
    this.scope = MemoryScope.root(backend, "peers");
    this.step = Workloads.named(workload).setup().prepare(scope);
  }

  @Override
  public String name() {
    return "facenet4j " + backend.device().id();
  }

  @Override
  public void run() {
    step.run();
    backend.finish();
  }

  @Override
  public float[] result() {
    return new float[0];
  }

  @Override
  public void close() {
    scope.close();
    backend.close();
  }
}
