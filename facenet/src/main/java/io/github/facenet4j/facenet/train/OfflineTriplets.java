package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.MicroBatches;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.Rows;
import io.github.facenet4j.nn.metric.BatchHard;
import io.github.facenet4j.nn.metric.ConsecutiveTriplets;
import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.nn.metric.Triplet;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Triplets chosen offline (FaceNet, section 3.2: "generate triplets offline every n steps, using
 * the most recent network checkpoint and computing the argmin and argmax on a subset of the data").
 *
 * <p>Every n steps a subset of the faces is embedded, without augmentation and with running
 * statistics; each of its faces becomes an anchor with its farthest positive and nearest negative
 * there. The steps until the next round take their batches from that list in random order. The list
 * is part of a checkpoint.
 */
final class OfflineTriplets implements BatchSource {
  private static final int FACES = ConsecutiveTriplets.FACES;

  private final Network network;
  private final MemoryScope model;
  private final LabeledFaces data;
  private final TrainingConfig config;
  private final IdentityBatchSampler subset;
  private final Tensor list;
  private int[] triplets;

  OfflineTriplets(Network network, MemoryScope model, LabeledFaces data, TrainingConfig config) {
    this.network = network;
    this.model = model;
    this.data = data;
    this.config = config;
    int people =
        Math.min(
            IdentityBatchSampler.candidates(data),
            Math.max(config.people(), config.mineFaces() / config.faces()));
    this.subset = new IdentityBatchSampler(data, people, config.faces(), 0, ~config.seed());
    this.triplets = new int[FACES * subset.batchSize()];
    // Numbers of faces are whole and below 2^24: exact as floats, which checkpoints hold.
    this.list = model.zeros(Shape.of(subset.batchSize(), FACES));
  }

  /** The list as it is stored in a checkpoint, [subset, 3]. */
  Tensor list() {
    return list;
  }

  /** Goes on with a list that a checkpoint restored. */
  void restored() {
    float[] stored = list.readFloats();
    triplets = IntStream.range(0, stored.length).map(i -> (int) stored[i]).toArray();
  }

  private boolean isRound(long step) {
    return (step - 1) % config.mineEvery() == 0;
  }

  @Override
  public boolean isKnown(long step) {
    return !isRound(step);
  }

  /** Chooses anew where it is time to; before the batch of that step is asked for. */
  void beforeStep(long step) {
    if (!isRound(step)) {
      return;
    }
    FaceBatch faces = subset.batch(step);
    List<Triplet> found = hardest(faces);
    if (found.isEmpty()) {
      throw new TrainingFailedException(
          "Offline mining at step "
              + step
              + " found no triplet: the embeddings are no numbers. Lower the learning rate.");
    }
    Collections.shuffle(found, new Random(IdentityBatchSampler.stepSeed(config.seed(), step)));
    for (int i = 0; i < subset.batchSize(); i++) {
      Triplet triplet = found.get(i % found.size());
      triplets[FACES * i] = faces.faces()[triplet.anchor()];
      triplets[FACES * i + 1] = faces.faces()[triplet.positive()];
      triplets[FACES * i + 2] = faces.faces()[triplet.negative()];
    }
    float[] stored = new float[triplets.length];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = triplets[i];
    }
    list.write(stored);
  }

  private List<Triplet> hardest(FaceBatch faces) {
    try (MemoryScope scope = model.child("offline mining")) {
      Tensor embeddings = scope.floats(Shape.of(faces.size(), network.embeddingSize()));
      MicroBatches parts = MicroBatches.of(faces.size(), config.microBatch());
      for (int i = 0; i < parts.count(); i++) {
        int first = parts.first(i);
        int count = parts.size(i);
        float[] pixels = new float[network.input().shape(count).intElements()];
        IntStream.range(0, count)
            .parallel()
            .forEach(
                slot ->
                    network.input().write(data.crop(faces.faces()[first + slot]), pixels, slot));
        try (MemoryScope part = scope.child("part");
            Pass pass = Pass.inference(part)) {
          Tensor images = part.floats(network.input().shape(count), pixels);
          Rows.place(network.forward(pass, images), embeddings, first);
        }
      }
      IdentityPairs pairs = IdentityPairs.of(scope, faces.identities());
      DistanceMatrix distances =
          DistanceMatrix.of(scope, embeddings, pairs, DistanceMatrix.Scaling.UNIT_LENGTH);
      return new ArrayList<>(new BatchHard().select(scope, distances).read());
    }
  }

  /** As many triplets as the configured batch has room for, from the list in turn. */
  @Override
  public FaceBatch batch(long step) {
    int count = config.batchSize() / FACES;
    long turn = (step - 1) % config.mineEvery() * count;
    int[] faces = new int[FACES * count];
    int[] identities = new int[faces.length];
    for (int i = 0; i < faces.length; i++) {
      faces[i] = triplets[(int) ((FACES * turn + i) % triplets.length)];
      identities[i] = data.identityOf(faces[i]);
    }
    long seed = IdentityBatchSampler.stepSeed(config.seed(), step);
    long[] viewSeeds = new SplittableRandom(seed).longs(faces.length).toArray();
    int repeats = faces.length - (int) Arrays.stream(faces).distinct().count();
    return new FaceBatch(faces, identities, viewSeeds, repeats);
  }
}
