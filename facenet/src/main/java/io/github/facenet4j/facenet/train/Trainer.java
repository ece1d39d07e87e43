package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.BatchGradient;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.optim.GradientClipping;
import io.github.facenet4j.nn.optim.Optimizer;
import io.github.facenet4j.nn.optim.WeightAverage;
import io.github.facenet4j.nn.optim.WeightDecay;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Trains one network on one device: embeds a batch, selects triplets from its distance matrix,
 * differentiates the fused loss, updates the parameters. Of each step the host reads the loss's six
 * statistics and the embedding spread, nothing else; where the loss is scaled, whether the
 * gradients are finite, too.
 */
public final class Trainer implements AutoCloseable {
  private final Network network;
  private final Backend backend;
  private final TrainingConfig config;
  private final MemoryScope model;
  private final Optimizer optimizer;
  private final BatchGradient gradient;
  private final Optional<OfflineTriplets> offline;
  private final Network result;
  private final Optional<GradientClipping> clipping;
  private final LossScaling lossScaling;
  private final ScaledGradients scaling;
  private Optional<WeightAverage> average;
  private String start = "random";
  private final BatchLoader loader;
  private final String dataFingerprint;
  private final CollapseDetector collapse = new CollapseDetector();
  private long step;

  /**
   * Gives the network memory and initial values on the device.
   *
   * @param network without memory; its values live in this trainer until {@link #close()}
   * @param data faces of the network's input size
   * @throws IllegalArgumentException when the data cannot fill a batch
   */
  public Trainer(Network network, Backend backend, LabeledFaces data, TrainingConfig config) {
    this(network, backend, data, config, LossScaling.of(backend.precision()));
  }

  /** The same with a loss that is scaled otherwise than the device's precision asks for. */
  public Trainer(
      Network network,
      Backend backend,
      LabeledFaces data,
      TrainingConfig config,
      LossScaling lossScaling) {
    if (data.width() != network.input().width() || data.height() != network.input().height()) {
      throw new IllegalArgumentException(
          network
              + " takes crops of "
              + network.input().width()
              + "x"
              + network.input().height()
              + "; the training data has "
              + data.width()
              + "x"
              + data.height()
              + ". Align the faces to the network's template.");
    }
    this.network = network;
    this.backend = backend;
    this.config = config;
    this.lossScaling = lossScaling;
    IdentityBatchSampler sampler =
        new IdentityBatchSampler(
            data, config.people(), config.faces(), config.randomNegatives(), config.seed());
    this.dataFingerprint = DataFingerprint.of(data);
    this.gradient = new BatchGradient(network.trunk(), config.microBatch());
    this.result = config.averageDecay() > 0 ? network.sibling() : network;
    this.model = MemoryScope.root(backend, "training");
    try {
      network.bindForTraining(model, config.seed());
      WeightDecay decay = WeightDecay.decoupled(config.weightDecay()).weightsOnly();
      this.optimizer = config.optimizer().create(model, network.parameters(), decay);
      this.offline =
          config.mining() == Mining.OFFLINE
              ? Optional.of(new OfflineTriplets(network, model, data, config))
              : Optional.empty();
      this.clipping =
          config.clipNorm() > 0
              ? Optional.of(new GradientClipping(model, network.parameters(), config.clipNorm()))
              : Optional.empty();
      this.scaling = new ScaledGradients(lossScaling, model, network.parameters());
      if (result != network) {
        result.parameters().forEach(parameter -> parameter.bind(model));
      }
      this.average = average();
      if (offline.isEmpty()) {
        rehearseLoss(sampler.batch(1));
      }
    } catch (RuntimeException | Error full) {
      model.close();
      throw full;
    }
    BatchSource source = offline.isPresent() ? offline.get() : sampler;
    this.loader = new BatchLoader(data, network.input(), config.augmentation(), source);
  }

  /**
   * Computes the loss of one batch of random points, so that its kernels are built, and batches
   * that it refuses are refused, before the first step; the times in the reports are then those of
   * steps.
   */
  private void rehearseLoss(FaceBatch batch) {
    try (MemoryScope scope = model.child("rehearsal")) {
      float[] points = new float[batch.size() * network.embeddingSize()];
      SplittableRandom random = new SplittableRandom(config.seed());
      for (int i = 0; i < points.length; i++) {
        points[i] = (float) random.nextDouble(-1, 1);
      }
      Shape shape = Shape.of(batch.size(), network.embeddingSize());
      new MinedLoss(scope, batch, Objective.of(config, config.seed()))
          .gradient(scope.floats(shape, points));
    }
  }

  /** Begins at the present weights, where there is to be an average. */
  private Optional<WeightAverage> average() {
    if (result == network) {
      return Optional.empty();
    }
    return Optional.of(
        new WeightAverage(model, network.parameters(), result.parameters(), config.averageDecay()));
  }

  /**
   * Takes the values of a weights file in place of random ones; before the first step.
   *
   * @throws IOException when it cannot be read or holds another architecture
   */
  public void startFrom(Path weights) throws IOException {
    try (MemoryScope scope = model.child("initial weights")) {
      Network initial =
          Model.load(
                  List.of(weights), Optional.of(network.architecture()), Model.Use.INFERENCE, scope)
              .network();
      ContentChecksum content = new ContentChecksum(Map.of());
      for (int i = 0; i < network.parameters().size(); i++) {
        Parameter parameter = network.parameters().get(i);
        float[] values = initial.parameters().get(i).readDisk();
        parameter.writeDisk(content.add(parameter.name(), parameter.diskShape(), values));
      }
      start = content.toHex(2);
    }
    average = average();
  }

  /**
   * Everything that decides a run besides the device and the budget, by name: two runs with equal
   * entries do the same steps.
   */
  Map<String, String> identity() {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("arch", network.architecture());
    identity.put("data", dataFingerprint);
    identity.put("start", start);
    identity.putAll(config.options());
    if (lossScaling.applies()) {
      identity.put("loss-scale", lossScaling.toString());
    }
    return identity;
  }

  /** The network that is being trained. */
  public Network network() {
    return network;
  }

  /**
   * The network to evaluate and to save: the moving average of the one that is trained, or that one
   * itself where the configuration asks for no average.
   */
  public Network result() {
    return result;
  }

  /** What the run began with: {@code random}, or digits that tell one weights file from others. */
  public String start() {
    return start;
  }

  /** Optimizer with its state, for checkpoints. */
  Optimizer optimizer() {
    return optimizer;
  }

  /** Everything else that a checkpoint holds besides the parameters, by name. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    optimizer.state().forEach((name, tensor) -> state.put("optimizer." + name, tensor));
    offline.ifPresent(mined -> state.put("mining.triplets", mined.list()));
    scaling.state().ifPresent(tensor -> state.put("loss.scale", tensor));
    return state;
  }

  /** How the loss is scaled. */
  public LossScaling lossScaling() {
    return lossScaling;
  }

  /** How the run goes. */
  public TrainingConfig config() {
    return config;
  }

  /** Steps done. */
  public long steps() {
    return step;
  }

  /** Whether the last step's embeddings were spread out, so that its state is worth keeping. */
  boolean isSound() {
    return !collapse.isSuspicious();
  }

  /** Goes on after a restored checkpoint. */
  void resumeAt(long stepsDone) {
    step = stepsDone;
    scaling.restored();
    optimizer.resumeAt(Math.toIntExact(stepsDone) - scaling.skippedSteps());
    offline.ifPresent(OfflineTriplets::restored);
  }

  /**
   * Does one step. A batch of more than {@link TrainingConfig#microBatch()} faces takes two passes,
   * see {@link BatchGradient}.
   *
   * @param progress share of the budget used up, which decides the learning rate
   * @throws TrainingFailedException when the embeddings collapsed or the loss is no number
   */
  public StepReport step(double progress) {
    long start = System.nanoTime();
    TransferCounters counters = backend.counters();
    long launches = counters.launches();
    long waits = counters.waits();
    long now = step + 1;
    float rate = config.rateAt(now, progress);
    offline.ifPresent(mined -> mined.beforeStep(now));
    LoadedBatch loaded = loader.load(now);
    FaceBatch batch = loaded.batch();
    long seed = IdentityBatchSampler.stepSeed(config.seed(), -now);
    StepReport report;
    try (MemoryScope scope = model.child("step")) {
      optimizer.zeroGradients();
      MinedLoss mined = new MinedLoss(scope, batch, Objective.of(config, seed));
      double scale = scaling.value();
      gradient.accumulate(
          scope, batch.size(), seed, loaded::images, y -> scaling.scaled(scope, mined.gradient(y)));
      boolean isUpdate = scaling.unscale();
      if (isUpdate) {
        clipping.ifPresent(GradientClipping::apply);
        optimizer.step(rate);
        average.ifPresent(moving -> moving.update(now));
      }
      Objective.Result found = mined.result();
      report =
          new StepReport(
              now,
              found.loss(),
              mined.pairs(),
              found.slots(),
              found.triplets(),
              found.active(),
              found.meanPositive(),
              found.meanNegative(),
              mined.spread(),
              rate,
              batch.size(),
              batch.repeats(),
              scale,
              isUpdate ? 0 : 1,
              mined.millis(),
              (System.nanoTime() - start) / 1e6,
              counters.launches() - launches,
              counters.waits() - waits);
    }
    step = now;
    collapse.check(report);
    return report;
  }

  /** Ends the loader and frees the device memory of network and optimizer. */
  @Override
  public void close() {
    loader.close();
    model.close();
  }
}
