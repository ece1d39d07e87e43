package io.github.facenet4j.bench;

import io.github.facenet4j.bench.Workload.Cost;
import io.github.facenet4j.nn.metric.AllPairsSemiHard;
import io.github.facenet4j.nn.metric.DistanceMatrix;
import io.github.facenet4j.nn.metric.IdentityPairs;
import io.github.facenet4j.nn.metric.TripletLoss;
import io.github.facenet4j.nn.metric.TripletSelector;
import io.github.facenet4j.nn.metric.Triplets;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Metric learning on one batch of P people × K faces: {@code distance/pairwise}, {@code
 * selection/semiHard}, {@code triplet/loss} (forward and backward), and all of them in a row,
 * {@code mining/step}.
 */
final class MetricWorkloads {
  static final String FORM = "PEOPLExFACESxEMBEDDING";
  private static final float MARGIN = 0.2f;
  private static final TripletSelector SELECTOR = new AllPairsSemiHard(MARGIN, WhenNone.HARDEST);

  private MetricWorkloads() {}

  /** All of them on one batch. */
  static List<Workload> all(String shape) {
    return List.of(distance(shape), selection(shape), loss(shape), step(shape));
  }

  /** A batch of random embeddings on the device. */
  private record Faces(MemoryScope scope, Tensor embeddings, IdentityPairs pairs) {
    static Faces of(MemoryScope scope, int[] sizes) {
      int batch = sizes[0] * sizes[1];
      return new Faces(
          scope,
          Sizes.random(scope, Shape.of(batch, sizes[2]), 1),
          IdentityPairs.of(scope, IntStream.range(0, batch).map(i -> i / sizes[1]).toArray()));
    }

    DistanceMatrix distances(MemoryScope owner) {
      return DistanceMatrix.of(owner, embeddings, pairs, DistanceMatrix.Scaling.UNIT_LENGTH);
    }

    Triplets select(MemoryScope owner, DistanceMatrix distances) {
      return SELECTOR.select(owner, distances);
    }
  }

  /** B×B squared distances from raw embeddings; the Gram form's multiply-adds are counted. */
  static Workload distance(String shape) {
    int[] sizes = Sizes.parse(shape, FORM);
    int batch = sizes[0] * sizes[1];
    DistanceSpec spec = new DistanceSpec("distance", batch, sizes[2]);
    long bytes = distanceBytes(sizes) + 4L * batch * sizes[2];
    return new Workload(
        "distance/pairwise",
        shape,
        Cost.arithmetic(spec.multiplyAdds(), bytes),
        scope -> {
          Faces faces = Faces.of(scope, sizes);
          return inChild(scope, faces::distances);
        });
  }

  /** One negative for every pair; each distance is counted as read once. */
  static Workload selection(String shape) {
    int[] sizes = Sizes.parse(shape, FORM);
    return new Workload(
        "selection/semiHard",
        shape,
        Cost.memory(distanceBytes(sizes)),
        scope -> {
          Faces faces = Faces.of(scope, sizes);
          DistanceMatrix distances = faces.distances(scope);
          return inChild(scope, step -> faces.select(step, distances));
        });
  }

  /** Loss and gradient; its B×B coefficients are counted as written once and read once. */
  static Workload loss(String shape) {
    int[] sizes = Sizes.parse(shape, FORM);
    TripletLoss loss = new TripletLoss(MARGIN, Reduction.MEAN_SELECTED);
    return new Workload(
        "triplet/loss",
        shape,
        Cost.memory(2 * distanceBytes(sizes)),
        scope -> {
          Faces faces = Faces.of(scope, sizes);
          Triplets triplets = faces.select(scope, faces.distances(scope));
          return inChild(
              scope, step -> loss.backward(step, loss.forward(step, faces.embeddings(), triplets)));
        });
  }

  /**
   * From raw embeddings to their gradient; distances and coefficients are counted as written once
   * and read once.
   */
  static Workload step(String shape) {
    int[] sizes = Sizes.parse(shape, FORM);
    TripletLoss loss = new TripletLoss(MARGIN, Reduction.MEAN_SELECTED);
    return new Workload(
        "mining/step",
        shape,
        Cost.memory(4 * distanceBytes(sizes)),
        scope -> {
          Faces faces = Faces.of(scope, sizes);
          return inChild(
              scope,
              step -> {
                DistanceMatrix distances = faces.distances(step);
                return loss.backward(
                    step, loss.forward(step, faces.embeddings(), distances, SELECTOR));
              });
        });
  }

  private static long distanceBytes(int[] sizes) {
    long batch = (long) sizes[0] * sizes[1];
    return 4 * batch * batch;
  }

  /** What one step allocates. */
  private interface Step {
    Object run(MemoryScope step);
  }

  private static Runnable inChild(MemoryScope scope, Step work) {
    return () -> {
      try (MemoryScope step = scope.child("step")) {
        work.run(step);
      }
    };
  }
}
