package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that decides how a run goes, besides network, data and budget.
 *
 * @param people P, people in a batch
 * @param faces K, faces of each
 * @param randomNegatives R, faces of other people
 * @param microBatch faces that go through the network at a time, at most: a larger batch takes two
 *     passes over nearly equal parts, each of which is a group of its own to batch norms
 * @param margin α
 * @param mining rule for triplets
 * @param noSemihard what a pair without a semi-hard negative gets, under {@link Mining#SEMIHARD}
 * @param mineEvery steps between two rounds of {@link Mining#OFFLINE}
 * @param mineFaces faces of the subset that a round chooses from, about
 * @param reduction what the summed hinge is divided by
 * @param loss the triplet loss, or one that needs no margin and no mining
 * @param temperature τ of the supervised contrastive loss
 * @param optimizer which optimizer
 * @param learningRate peak rate η
 * @param warmUpSteps steps over which the rate rises to its peak
 * @param schedule how the rate falls
 * @param finalRate share of the peak rate at the end of the budget; 1 keeps the rate
 * @param weightDecay λ, decoupled, on filters and matrices only
 * @param clipNorm longest gradient, all parameters as one vector, that is not shortened; 0 shortens
 *     none
 * @param averageDecay d of the moving average of the weights that is evaluated and saved; 0 saves
 *     the weights themselves
 * @param augmentation how much views of a face differ
 * @param seed decides initial weights, batches and views
 */
public record TrainingConfig(
    int people,
    int faces,
    int randomNegatives,
    int microBatch,
    float margin,
    Mining mining,
    WhenNone noSemihard,
    int mineEvery,
    int mineFaces,
    Reduction reduction,
    LossKind loss,
    float temperature,
    OptimizerKind optimizer,
    float learningRate,
    int warmUpSteps,
    RateSchedule schedule,
    float finalRate,
    float weightDecay,
    float clipNorm,
    float averageDecay,
    Augmentation augmentation,
    long seed) {

  /** Faces at a time that take 2 GB with nn4.small2, and no fewer than most batches have. */
  public static final int DEFAULT_MICRO_BATCH = 192;

  /** Steps between two rounds of offline mining, unless asked otherwise. */
  public static final int DEFAULT_MINE_EVERY = 50;

  /** Faces that such a round chooses from, unless asked otherwise. */
  public static final int DEFAULT_MINE_FACES = 1024;

  /** Checks ranges; the message names what is out of its own. */
  public TrainingConfig {
    IdentityBatchSampler.requireBatch(people, faces, randomNegatives);
    require(microBatch > 0, "micro-batch has at least one face", microBatch);
    require(mineEvery > 0, "offline mining comes every 1 step or more", mineEvery);
    require(mineFaces > 0, "subset of offline mining has at least one face", mineFaces);
    require(
        mining != Mining.OFFLINE || loss == LossKind.TRIPLET,
        "loss of offline mining is the triplet loss",
        loss);
    require(margin > 0 && margin <= 4, "margin lies in (0, 4]", margin);
    require(
        learningRate > 0 && Float.isFinite(learningRate),
        "learning rate is positive",
        learningRate);
    require(warmUpSteps >= 0, "number of warm-up steps is not negative", warmUpSteps);
    require(finalRate >= 0 && finalRate <= 1, "final rate's share lies in [0, 1]", finalRate);
    require(
        weightDecay >= 0 && Float.isFinite(weightDecay),
        "weight decay is not negative",
        weightDecay);
    require(
        temperature >= 1e-3f && temperature <= 10, "temperature lies in [0.001, 10]", temperature);
    require(
        averageDecay >= 0 && averageDecay < 1, "decay of the average lies in [0, 1)", averageDecay);
  }

  /** The same run with other micro-batches. */
  public TrainingConfig withMicroBatch(int most) {
    return withBatch(people, faces, randomNegatives, most);
  }

  /** The same run with other batches. */
  public TrainingConfig withBatch(
      int ofPeople, int facesOfEach, int ofRandomNegatives, int inMicroBatch) {
    return new TrainingConfig(
        ofPeople,
        facesOfEach,
        ofRandomNegatives,
        inMicroBatch,
        margin,
        mining,
        noSemihard,
        mineEvery,
        mineFaces,
        reduction,
        loss,
        temperature,
        optimizer,
        learningRate,
        warmUpSteps,
        schedule,
        finalRate,
        weightDecay,
        clipNorm,
        averageDecay,
        augmentation,
        seed);
  }

  /** The same run with another rule of mining. */
  public TrainingConfig withMining(Mining rule) {
    return new TrainingConfig(
        people,
        faces,
        randomNegatives,
        microBatch,
        margin,
        rule,
        noSemihard,
        mineEvery,
        mineFaces,
        reduction,
        loss,
        temperature,
        optimizer,
        learningRate,
        warmUpSteps,
        schedule,
        finalRate,
        weightDecay,
        clipNorm,
        averageDecay,
        augmentation,
        seed);
  }

  /** The same run with batches of so many faces, of people with two or three faces each. */
  public TrainingConfig withBatchOf(int size) {
    int ofPeople = Math.max(2, size / 2);
    return withBatch(ofPeople, 2, size - 2 * ofPeople, microBatch);
  }

  /** Faces in a batch: P·K + R. */
  public int batchSize() {
    return people * faces + randomNegatives;
  }

  private static void require(boolean sound, String rule, Object found) {
    if (!sound) {
      throw new IllegalArgumentException("The " + rule + "; got " + found + ".");
    }
  }

  /**
   * Everything by the name of its option, the augmentation spelt out: for people and for comparing
   * runs.
   */
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("people", Integer.toString(people));
    options.put("faces", Integer.toString(faces));
    options.put("random-negatives", Integer.toString(randomNegatives));
    options.put("micro-batch", Integer.toString(microBatch));
    options.put("margin", Float.toString(margin));
    options.put("mining", mining.name());
    options.put("no-semihard", noSemihard.name());
    if (mining == Mining.OFFLINE) {
      options.put("mine-every", Integer.toString(mineEvery));
      options.put("mine-faces", Integer.toString(mineFaces));
    }
    options.put("reduction", reduction.name());
    options.put("loss", loss.name());
    options.put("temperature", Float.toString(temperature));
    options.put("optimizer", optimizer.name());
    options.put("lr", Float.toString(learningRate));
    options.put("warm-up", Integer.toString(warmUpSteps));
    options.put("schedule", schedule.name());
    options.put("final-rate", Float.toString(finalRate));
    options.put("weight-decay", Float.toString(weightDecay));
    options.put("clip", Float.toString(clipNorm));
    options.put("average", Float.toString(averageDecay));
    options.put("augment", augmentation.toString());
    options.put("seed", Long.toString(seed));
    return options;
  }

  /**
   * η of a step: a straight rise over the warm-up times the schedule over the whole budget.
   *
   * @param step from 1
   * @param progress share of the budget used up before this step
   */
  public float rateAt(long step, double progress) {
    double warm = warmUpSteps == 0 ? 1 : Math.min(1, (double) step / warmUpSteps);
    return (float) (learningRate * warm * schedule.share(progress, finalRate));
  }
}
