package io.github.facenet4j.nn.metric;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.TripletSlots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chosen triplets on the device in fixed slots, as many as the batch's labels allow the rule to
 * find: mostly one for each anchor-positive pair. A slot is empty (−1) where nothing was found.
 */
public final class Triplets {
  private final int batch;
  private final int slotCount;
  private final TripletSlots slots;

  Triplets(int batch, int slotCount, TripletSlots slots) {
    this.batch = batch;
    this.slotCount = slotCount;
    this.slots = slots;
  }

  /** No slots at all: a batch in which nobody has two faces. */
  static Triplets none(int batch) {
    return new Triplets(batch, 0, null);
  }

  /**
   * Triplets that are known beforehand, copied to the device.
   *
   * @param batch B, faces in the batch
   * @throws IllegalArgumentException when an index is not below the batch size
   */
  public static Triplets fixed(MemoryScope scope, int batch, List<Triplet> triplets) {
    if (triplets.isEmpty()) {
      return none(batch);
    }
    List<Triplet> byAnchor = new ArrayList<>(triplets);
    byAnchor.sort(Comparator.comparingInt(Triplet::anchor));
    int count = byAnchor.size();
    int[] start = new int[batch + 1];
    int[] positive = new int[count];
    int[] negative = new int[count];
    for (int slot = 0; slot < count; slot++) {
      Triplet triplet = byAnchor.get(slot);
      requireInside(batch, triplet);
      start[triplet.anchor() + 1] = slot + 1;
      positive[slot] = triplet.positive();
      negative[slot] = triplet.negative();
    }
    for (int a = 0; a < batch; a++) {
      start[a + 1] = Math.max(start[a + 1], start[a]);
    }
    TripletSlots slots =
        new TripletSlots(
            scope.ints(Shape.of(batch + 1), start),
            scope.ints(Shape.of(count), positive),
            scope.ints(Shape.of(count), negative));
    return new Triplets(batch, count, slots);
  }

  private static void requireInside(int batch, Triplet triplet) {
    int least = Math.min(triplet.anchor(), Math.min(triplet.positive(), triplet.negative()));
    int most = Math.max(triplet.anchor(), Math.max(triplet.positive(), triplet.negative()));
    if (least < 0 || most >= batch) {
      throw new IllegalArgumentException(
          triplet + " is outside a batch of " + batch + " faces; indices run from 0");
    }
  }

  /** B, faces in the batch. */
  public int batch() {
    return batch;
  }

  /** T, slots, filled or not. */
  public int slotCount() {
    return slotCount;
  }

  /** The slots on the device, or null when there are none. */
  public TripletSlots slots() {
    return slots;
  }

  /** Waits for the device and copies the filled slots to the host, in slot order. */
  public List<Triplet> read() {
    List<Triplet> filled = new ArrayList<>();
    if (slotCount == 0) {
      return filled;
    }
    int[] start = slots.pairStart().readInts();
    int[] positive = slots.pairPositive().readInts();
    int[] negative = slots.negatives().readInts();
    for (int a = 0; a < batch; a++) {
      for (int slot = start[a]; slot < start[a + 1]; slot++) {
        if (negative[slot] >= 0) {
          filled.add(new Triplet(a, positive[slot], negative[slot]));
        }
      }
    }
    return filled;
  }

  /** Waits for the device and counts the filled slots; the loss's statistics have it for free. */
  public int readFilledCount() {
    if (slotCount == 0) {
      return 0;
    }
    int filled = 0;
    Tensor negatives = slots.negatives();
    for (int negative : negatives.readInts()) {
      filled += negative >= 0 ? 1 : 0;
    }
    return filled;
  }
}
