package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.data.LabeledFaces;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws batches of P people with K faces each, and R faces of other people as random negatives
 * (FaceNet, section 3.2: about 40 faces per identity, "additionally, randomly sampled negative
 * faces").
 *
 * <p>People with at least two photographs are drawn without replacement with weight √photographs,
 * so that the few people with hundreds of photographs do not crowd out the rest. A person with
 * fewer than K photographs contributes each of them and then repeats under fresh augmentations,
 * which {@link FaceBatch#repeats()} counts. A batch is a function of the seed and the step alone.
 *
 * <p>Faces come in rounds, one of every person in each, random negatives last: a micro-batch of
 * consecutive faces then shows many people, and batch norms, which see one micro-batch at a time,
 * do not tell them apart by it.
 */
public final class IdentityBatchSampler implements BatchSource {
  private final LabeledFaces data;
  private final int[][] facesByIdentity;
  private final int peoplePerBatch;
  private final int facesPerPerson;
  private final int randomNegatives;
  private final long seed;
  private final int[] candidates;

  /**
   * Checks that the data can fill a batch.
   *
   * @param peoplePerBatch P, at least 2
   * @param facesPerPerson K, at least 2
   * @param randomNegatives R, may be 0
   * @throws IllegalArgumentException when there are too few people, in one line
   */
  public IdentityBatchSampler(
      LabeledFaces data, int peoplePerBatch, int facesPerPerson, int randomNegatives, long seed) {
    requireBatch(peoplePerBatch, facesPerPerson, randomNegatives);
    this.data = data;
    this.facesByIdentity = data.facesByIdentity();
    this.peoplePerBatch = peoplePerBatch;
    this.facesPerPerson = facesPerPerson;
    this.randomNegatives = randomNegatives;
    this.seed = seed;
    this.candidates =
        IntStream.range(0, data.identities())
            .filter(person -> facesByIdentity[person].length >= 2)
            .toArray();
    if (candidates.length < peoplePerBatch) {
      throw new IllegalArgumentException(
          "A batch of "
              + peoplePerBatch
              + " people was asked for, but the data has only "
              + candidates.length
              + " people with two or more photographs (of "
              + data.identities()
              + "). Use fewer people per batch or more data.");
    }
    if (data.identities() - peoplePerBatch < 1 && randomNegatives > 0) {
      throw new IllegalArgumentException(
          "Random negatives were asked for, but all "
              + data.identities()
              + " people are in every batch already. Use 0 random negatives or fewer people per"
              + " batch.");
    }
  }

  /** Checks that such batches hold triplets, whatever the data. */
  static void requireBatch(int people, int faces, int randomNegatives) {
    if (people < 2 || faces < 2 || randomNegatives < 0) {
      throw new IllegalArgumentException(
          "A batch needs at least 2 people with 2 faces each and no negative count of random"
              + " negatives; got "
              + people
              + " people, "
              + faces
              + " faces, "
              + randomNegatives
              + " random negatives.");
    }
  }

  /** People whom a batch could hold: those with two or more photographs. */
  static int candidates(LabeledFaces data) {
    return (int) Arrays.stream(data.facesByIdentity()).filter(faces -> faces.length >= 2).count();
  }

  /** Faces in every batch: P·K + R. */
  public int batchSize() {
    return peoplePerBatch * facesPerPerson + randomNegatives;
  }

  /** The batch of a step; the same seed and step give the same batch. */
  @Override
  public FaceBatch batch(long step) {
    SplittableRandom random = new SplittableRandom(stepSeed(seed, step));
    int[] faces = new int[batchSize()];
    int[] identities = new int[batchSize()];
    long[] viewSeeds = random.longs(batchSize()).toArray();
    boolean[] taken = new boolean[data.identities()];
    int[] people = drawPeople(random);
    for (int i = 0; i < people.length; i++) {
      taken[people[i]] = true;
      int[] own = shuffled(facesByIdentity[people[i]], random);
      for (int round = 0; round < facesPerPerson; round++) {
        identities[round * people.length + i] = people[i];
        faces[round * people.length + i] = own[round % own.length];
      }
    }
    int at = people.length * facesPerPerson;
    while (at < faces.length) {
      int person = random.nextInt(data.identities());
      if (!taken[person]) {
        int[] own = facesByIdentity[person];
        identities[at] = person;
        faces[at++] = own[random.nextInt(own.length)];
      }
    }
    int repeats = faces.length - (int) Arrays.stream(faces).distinct().count();
    return new FaceBatch(faces, identities, viewSeeds, repeats);
  }

  /** Weighted draw without replacement: the P largest of u^(1/w) (Efraimidis and Spirakis 2006). */
  private int[] drawPeople(SplittableRandom random) {
    double[] keys = new double[candidates.length];
    for (int i = 0; i < keys.length; i++) {
      double u = 1 - random.nextDouble();
      keys[i] = Math.log(u) / Math.sqrt(facesByIdentity[candidates[i]].length);
    }
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted((a, b) -> Double.compare(keys[b], keys[a]))
        .limit(peoplePerBatch)
        .mapToInt(i -> candidates[i])
        .toArray();
  }

  private static int[] shuffled(int[] faces, SplittableRandom random) {
    int[] order = faces.clone();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }

  /** A seed for everything random in one step. */
  static long stepSeed(long seed, long step) {
    return new SplittableRandom(seed ^ (step * 0x9E3779B97F4A7C15L)).nextLong();
  }
}
