package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.train.Budget;
import io.github.facenet4j.facenet.train.LossKind;
import io.github.facenet4j.facenet.train.LossScaling;
import io.github.facenet4j.facenet.train.Mining;
import io.github.facenet4j.facenet.train.OptimizerKind;
import io.github.facenet4j.facenet.train.RateSchedule;
import io.github.facenet4j.facenet.train.TrainingConfig;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a training run goes, as options. */
final class TrainingOptions {
  private static final double MILLIS_PER_MINUTE = 60_000;

  @Option(names = "--people", description = "P, people in a batch; default ${DEFAULT-VALUE}.")
  private int people = 16;

  @Option(names = "--faces", description = "K, faces of each; default ${DEFAULT-VALUE}.")
  private int faces = 8;

  @Option(
      names = "--random-negatives",
      description = "R, faces of other people in a batch; default ${DEFAULT-VALUE}.")
  private int randomNegatives = 0;

  @Option(
      names = "--micro-batch",
      description =
          "Faces that go through the network at a time: a larger batch takes two passes over parts"
              + " of at most so many; default ${DEFAULT-VALUE}.")
  private int microBatch = TrainingConfig.DEFAULT_MICRO_BATCH;

  @Option(names = "--margin", description = "α of the triplet loss; default ${DEFAULT-VALUE}.")
  private float margin = 0.2f;

  @Option(
      names = "--mining",
      description = "Triplets: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Mining mining = Mining.SEMIHARD;

  @Option(
      names = "--no-semihard",
      description =
          "What a pair without a semi-hard negative gets: ${COMPLETION-CANDIDATES} (no triplet,"
              + " the nearest, the farthest negative); default ${DEFAULT-VALUE}.")
  private WhenNone noSemihard = WhenNone.SKIP;

  @Option(
      names = "--mine-every",
      paramLabel = "STEPS",
      description = "Steps between two rounds of --mining offline; default ${DEFAULT-VALUE}.")
  private int mineEvery = TrainingConfig.DEFAULT_MINE_EVERY;

  @Option(
      names = "--mine-faces",
      paramLabel = "N",
      description = "Faces that such a round chooses from, about; default ${DEFAULT-VALUE}.")
  private int mineFaces = TrainingConfig.DEFAULT_MINE_FACES;

  @Option(
      names = "--reduction",
      description = "Loss: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Reduction reduction = Reduction.MEAN_ACTIVE;

  @Option(
      names = "--loss",
      description =
          "${COMPLETION-CANDIDATES}: triplets that --mining selects, or the supervised contrastive"
              + " loss of the whole batch; default ${DEFAULT-VALUE}.")
  private LossKind loss = LossKind.TRIPLET;

  @Option(
      names = "--temperature",
      description = "τ of the supervised contrastive loss; default ${DEFAULT-VALUE}.")
  private float temperature = 0.1f;

  @Option(
      names = "--optimizer",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private OptimizerKind optimizer = OptimizerKind.ADAM;

  @Option(
      names = "--lr",
      description =
          "Peak learning rate; default by optimizer (SGD 0.1, MOMENTUM 0.05,"
              + " ADAGRAD 0.05, ADAM 0.002).")
  private Float learningRate;

  @Option(
      names = "--warm-up",
      description = "Steps until the peak learning rate; default ${DEFAULT-VALUE}.")
  private int warmUp = 30;

  @Option(
      names = "--schedule",
      description =
          "How the rate falls: ${COMPLETION-CANDIDATES} (the peak until four fifths of the budget);"
              + " default ${DEFAULT-VALUE}.")
  private RateSchedule schedule = RateSchedule.COSINE;

  @Option(
      names = "--final-rate",
      description = "Share of the peak rate at the end; 1 keeps it; default ${DEFAULT-VALUE}.")
  private float finalRate = 0.01f;

  @Option(
      names = "--weight-decay",
      description = "λ, decoupled, filters and matrices only; default ${DEFAULT-VALUE}.")
  private float weightDecay = 0.05f;

  @Option(
      names = "--clip",
      description =
          "Shorten longer gradients, all parameters as one vector, to this length; default"
              + " ${DEFAULT-VALUE}, none.")
  private float clip = 0;

  @Option(
      names = "--loss-scale",
      paramLabel = "none|dynamic|N",
      description =
          "Multiply the loss's gradient, a power of two, on its way through the network; dynamic"
              + " leaves out steps whose gradients overflow, and adapts. Default: dynamic with"
              + " --precision fp16, else none.")
  private String lossScale;

  @Option(
      names = "--average",
      description =
          "Decay of a moving average of the weights, which is saved in their place, such as 0.998;"
              + " default ${DEFAULT-VALUE}, none.")
  private float average = 0;

  @Option(
      names = "--augment",
      description =
          "Strength of augmentation: 0 mirrors only, 1 is strong; default ${DEFAULT-VALUE}.")
  private double augment = 0.4;

  @Option(names = "--seed", description = "Decides everything random; default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--steps", description = "Stop after so many steps.")
  private Long steps;

  @Option(names = "--minutes", description = "Stop after so much time.")
  private Double minutes;

  TrainingConfig config() {
    return new TrainingConfig(
        people,
        faces,
        randomNegatives,
        microBatch,
        margin,
        mining,
        noSemihard,
        mineEvery,
        mineFaces,
        reduction,
        loss,
        temperature,
        optimizer,
        learningRate == null ? optimizer.defaultLearningRate() : learningRate,
        warmUp,
        schedule,
        finalRate,
        weightDecay,
        clip,
        average,
        augmentation(),
        seed);
  }

  LossScaling lossScaling(Precision precision) {
    return lossScale == null ? LossScaling.of(precision) : LossScaling.parse(lossScale);
  }

  Augmentation augmentation() {
    return Augmentation.ofStrength(augment);
  }

  /** How long the run may take, by the names of the options. */
  Map<String, String> length() {
    Map<String, String> length = new LinkedHashMap<>();
    if (steps != null) {
      length.put("steps", Long.toString(steps));
    }
    if (minutes != null) {
      length.put("minutes", Double.toString(minutes));
    }
    return length;
  }

  Budget budget(Verb verb) {
    if (steps == null && minutes == null) {
      throw verb.usage("Say how long to train: --steps or --minutes");
    }
    return new Budget(
        steps == null ? Long.MAX_VALUE : steps,
        minutes == null ? null : Duration.ofMillis(Math.round(minutes * MILLIS_PER_MINUTE)));
  }
}
