package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.tune.CallRecorder;
import io.github.facenet4j.nn.MicroBatches;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a training step will take, before it is taken: device memory from a step on a device that
 * computes nothing and counts what is asked of its pool; time and the kernels' own workspace from
 * steps over one and two micro-batches on the real device.
 *
 * @param config the run
 * @param parts micro-batches of the batch
 * @param weights bytes of all parameters, statistics included
 * @param gradients bytes
 * @param optimizer bytes of its state
 * @param distances bytes of the distance matrix and of the loss's coefficients, 2·B²·4
 * @param activations bytes of everything else: a micro-batch's maps and their gradients, its
 *     images, embeddings, slots, and what the pool rounds up
 * @param host bytes of the pixels of this batch and the next, and of a micro-batch as numbers
 */
public record TrainingPlan(
    TrainingConfig config,
    MicroBatches parts,
    long weights,
    long gradients,
    long optimizer,
    long distances,
    long activations,
    long host) {
  private static final int STEPS = 3;

  /**
   * What one step takes on a real device.
   *
   * @param stepMillis of the whole batch
   * @param workspace bytes that the device's kernels took for themselves
   */
  public record Measured(double stepMillis, long workspace) {}

  /** Counts what a step of this run asks for; no device is opened and nothing is computed. */
  public static TrainingPlan of(Architecture architecture, TrainingConfig config) {
    Network network = Network.of(architecture);
    try (CallRecorder counting = new CallRecorder();
        Trainer trainer = trainer(network, counting, config)) {
      trainer.step(0);
      trainer.step(0);
      long weights = 0;
      long gradients = 0;
      for (Parameter parameter : network.parameters()) {
        weights += bytes(parameter.value());
        gradients += parameter.isTrainable() ? bytes(parameter.gradient()) : 0;
      }
      long state =
          trainer.optimizer().state().values().stream().mapToLong(TrainingPlan::bytes).sum();
      long batch = config.batchSize();
      long distances = 2 * batch * batch * Float.BYTES;
      long named = weights + gradients + state + distances;
      MicroBatches parts = MicroBatches.of(config.batchSize(), config.microBatch());
      long pixels = network.input().shape(1).elements();
      return new TrainingPlan(
          config,
          parts,
          weights,
          gradients,
          state,
          distances,
          counting.memory().peakBytes() - named,
          pixels * (2 * batch + (long) Float.BYTES * parts.size(0)));
    }
  }

  /** Without the rounds of offline mining, which take less than a step. */
  private static Trainer trainer(Network network, Backend backend, TrainingConfig config) {
    TrainingConfig online =
        config.mining() == Mining.OFFLINE ? config.withMining(Mining.BATCH_HARD) : config;
    return new Trainer(network, backend, new BlankFaces(network.input(), config.people()), online);
  }

  private static long bytes(Tensor tensor) {
    return tensor.shape().elements() * Float.BYTES;
  }

  /** Device memory of a step, without the kernels' own workspace. */
  public long deviceBytes() {
    return weights + gradients + optimizer + distances + activations;
  }

  /**
   * Takes real steps over one and, where the batch has more, two of its micro-batches: each further
   * one takes the difference. Takes {@value #STEPS} steps of each size, of which the fastest
   * counts.
   *
   * @param backend a device that nothing else is held on
   */
  public Measured measure(Architecture architecture, Backend backend) {
    int size = parts.size(0);
    double one = stepMillis(architecture, backend, config.withBatchOf(size));
    backend.memory().trim();
    TrainingConfig most = config.withBatchOf(parts.count() == 1 ? size : 2 * size);
    double step = one;
    if (parts.count() > 1) {
      step += (parts.count() - 1) * (stepMillis(architecture, backend, most) - one);
    }
    long counted = of(architecture, most).deviceBytes();
    return new Measured(step, Math.max(0, backend.memory().peakBytes() - counted));
  }

  private static double stepMillis(
      Architecture architecture, Backend backend, TrainingConfig config) {
    try (Trainer trainer = trainer(Network.of(architecture), backend, config)) {
      double fastest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < STEPS; i++) {
        fastest = Math.min(fastest, trainer.step(0).stepMillis());
      }
      return fastest;
    }
  }

  /** All bytes by name, in the order in which people ask. */
  public Map<String, Long> bytes() {
    Map<String, Long> bytes = new LinkedHashMap<>();
    bytes.put("weights", weights);
    bytes.put("gradients", gradients);
    bytes.put("optimizer", optimizer);
    bytes.put("distances", distances);
    bytes.put("activations", activations);
    bytes.put("device", deviceBytes());
    bytes.put("host", host);
    return bytes;
  }
}
