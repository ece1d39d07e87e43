package io.github.facenet4j.facenet.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one training step did.
 *
 * @param step from 1
 * @param loss reduced triplet loss
 * @param pairs anchor-positive pairs in the batch
 * @param slots triplets that the mining rule could have found: one for each pair under most rules
 * @param triplets slots that were filled
 * @param active triplets with a positive hinge
 * @param meanPositive mean squared distance anchor to positive, over the triplets
 * @param meanNegative mean squared distance anchor to negative, over the triplets
 * @param spread mean squared distance between all faces of the batch
 * @param learningRate η of this step
 * @param images faces in the batch
 * @param repeats faces that repeat a photograph of the batch
 * @param lossScale factor on the loss's gradient on its way through the network; 1 for none
 * @param skipped 1 where the gradients were not finite at that scale, so that nothing was updated
 * @param minedMillis distances, selection and loss; on a device that computes behind the host's
 *     back, asking for them
 * @param stepMillis the whole step
 * @param launches kernels that the step launched; op calls where there are no kernels
 * @param waits times that the host waited for the device in it
 */
public record StepReport(
    long step,
    double loss,
    int pairs,
    int slots,
    int triplets,
    int active,
    double meanPositive,
    double meanNegative,
    double spread,
    double learningRate,
    int images,
    int repeats,
    double lossScale,
    int skipped,
    double minedMillis,
    double stepMillis,
    long launches,
    long waits) {

  /** The names of {@link #fields}, in order. */
  static final List<String> FIELDS =
      List.copyOf(
          new StepReport(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0).fields().keySet());

  /** Share of the batch's slots whose triplet still violates the margin. */
  public double activeFraction() {
    return slots == 0 ? 0 : (double) active / slots;
  }

  /** Throughput of this step. */
  public double imagesPerSecond() {
    return images * 1000 / stepMillis;
  }

  /** All numbers by name, the derived ones included, in the order in which they are written. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("step", step);
    fields.put("loss", loss);
    fields.put("pairs", pairs);
    fields.put("slots", slots);
    fields.put("triplets", triplets);
    fields.put("active", active);
    fields.put("activeFraction", activeFraction());
    fields.put("meanPositive", meanPositive);
    fields.put("meanNegative", meanNegative);
    fields.put("spread", spread);
    fields.put("learningRate", learningRate);
    fields.put("images", images);
    fields.put("repeats", repeats);
    fields.put("lossScale", lossScale);
    fields.put("skipped", skipped);
    fields.put("minedMillis", minedMillis);
    fields.put("stepMillis", stepMillis);
    fields.put("imagesPerSecond", imagesPerSecond());
    fields.put("launches", launches);
    fields.put("waits", waits);
    return fields;
  }
}
