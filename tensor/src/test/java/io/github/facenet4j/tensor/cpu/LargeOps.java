package io.github.facenet4j.tensor.cpu;

import static io.github.facenet4j.tensor.cpu.SameBitsTest.random;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.SameBitsTest.Op;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.testing.RandomData;
import java.util.ArrayList;
import java.util.List;

/** Ops large enough to be cut into many tasks, and their sums into splits. */
final class LargeOps {
  private LargeOps() {}

  static List<Op> all() {
    List<Op> ops = new ArrayList<>();
    for (Transpose a : Transpose.values()) {
      for (Transpose b : Transpose.values()) {
        ops.add(gemm(GemmSpec.of("gemm", 150, 203, 707).transposed(a, b)));
      }
    }
    Shape map = Shape.nhwc(4, 24, 20, 19);
    ops.add(conv(Conv2dSpec.square("3x3", map, 70, 3, 1, 1)));
    ops.add(conv(Conv2dSpec.square("5x5 stride 2", map, 33, 5, 2, 2)));
    ops.add(conv(Conv2dSpec.square("7x7 of an image", Shape.nhwc(4, 40, 40, 3), 24, 7, 2, 3)));
    ops.add(conv(Conv2dSpec.depthwise("depthwise", Shape.nhwc(4, 40, 40, 35), 3, 1, 1)));
    ops.add(pool(PoolSpec.of("pool", PoolKind.L2, Shape.nhwc(4, 40, 40, 35), 3, 2, 1)));
    ops.add(new Op("batch norm", LargeOps::batchNorm));
    ops.add(new Op("bias gradient", LargeOps::biasGradient));
    ops.add(new Op("distances and triplet loss", LargeOps::tripletLoss));
    return ops;
  }

  private static Op gemm(GemmSpec spec) {
    String name = "gemm " + spec.transposeA() + " " + spec.transposeB();
    return new Op(
        name,
        (backend, scope) -> {
          Tensor a = random(scope, Shape.of(spec.m(), spec.k()), "a");
          Tensor b = random(scope, Shape.of(spec.k(), spec.n()), "b");
          Tensor c = scope.floats(Shape.of(spec.m(), spec.n()));
          backend.gemm().multiply(spec, a, b, Epilogue.NONE, c);
          return List.of(c);
        });
  }

  private static Op conv(Conv2dSpec spec) {
    return new Op(
        spec.layer(),
        (backend, scope) -> {
          Tensor x = random(scope, spec.input(), "x");
          Tensor w = random(scope, spec.filter(), "w");
          Tensor dy = random(scope, spec.output(), "dy");
          Tensor y = scope.floats(spec.output());
          Tensor dx = scope.floats(spec.input());
          Tensor dw = random(scope, spec.filter(), "dw");
          backend.conv().forward(spec, x, w, Epilogue.NONE, y);
          backend.conv().dataGradient(spec, dy, w, dx);
          backend.conv().weightGradient(spec, x, dy, dw);
          return List.of(y, dx, dw);
        });
  }

  private static Op pool(PoolSpec spec) {
    return new Op(
        spec.layer(),
        (backend, scope) -> {
          Tensor x = random(scope, spec.input(), "x");
          Tensor dy = random(scope, spec.output(), "dy");
          Tensor y = scope.floats(spec.output());
          Tensor dx = scope.floats(spec.input());
          backend.pool().forward(spec, x, y, null);
          backend.pool().backward(spec, x, y, null, dy, dx);
          return List.of(y, dx);
        });
  }

  private static List<Tensor> batchNorm(CpuBackend backend, MemoryScope scope) {
    BatchNormSpec spec = new BatchNormSpec("bn", 9001, 37, 1e-5f, 0.1f).then(Activation.RELU);
    Shape rows = Shape.of(spec.rows(), spec.channels());
    Shape channel = Shape.of(spec.channels());
    Tensor x = random(scope, rows, "x");
    Tensor dy = random(scope, rows, "dy");
    Tensor y = scope.floats(rows);
    Tensor dx = scope.floats(rows);
    Tensor gamma = random(scope, channel, "gamma");
    Tensor beta = random(scope, channel, "beta");
    Tensor mean = scope.floats(channel);
    Tensor inverseStd = scope.floats(channel);
    Tensor runningMean = scope.zeros(channel);
    Tensor runningVariance = scope.zeros(channel);
    Tensor dgamma = scope.zeros(channel);
    Tensor dbeta = scope.zeros(channel);
    backend
        .norm()
        .batchNormTrain(spec, x, gamma, beta, mean, inverseStd, runningMean, runningVariance, y);
    backend.norm().batchNormBackward(spec, x, gamma, beta, mean, inverseStd, dy, dx, dgamma, dbeta);
    return List.of(y, mean, inverseStd, runningMean, runningVariance, dx, dgamma, dbeta);
  }

  private static List<Tensor> biasGradient(CpuBackend backend, MemoryScope scope) {
    Tensor dy = random(scope, Shape.of(9001, 37), "dy");
    Tensor dbias = scope.zeros(Shape.of(37));
    backend.elementwise().biasGradient(9001, 37, dy, dbias);
    return List.of(dbias);
  }

  private static List<Tensor> tripletLoss(CpuBackend backend, MemoryScope scope) {
    int batch = 401;
    int embedding = 37;
    Tensor x = random(scope, Shape.of(batch, embedding), "x");
    Tensor distances = scope.floats(Shape.of(batch, batch));
    backend.metric().pairwiseSquaredDistance(new DistanceSpec("d", batch, embedding), x, distances);
    RandomData data = new RandomData("slots");
    int[] starts = new int[batch + 1];
    int[] positives = new int[3 * batch];
    int[] negatives = new int[3 * batch];
    for (int slot = 0; slot < positives.length; slot++) {
      starts[slot / 3 + 1] = slot + 1;
      positives[slot] = data.below(batch);
      negatives[slot] = data.below(batch) - 1;
    }
    TripletSlots slots =
        new TripletSlots(
            scope.ints(Shape.of(batch + 1), starts),
            scope.ints(Shape.of(positives.length), positives),
            scope.ints(Shape.of(negatives.length), negatives));
    TripletSpec spec =
        new TripletSpec(
            "loss",
            batch,
            embedding,
            positives.length,
            0.2f,
            TripletSpec.Reduction.MEAN_ACTIVE,
            1e-10f);
    Tensor inverseNorms = scope.floats(Shape.of(batch));
    Tensor coefficients = scope.floats(Shape.of(batch, batch));
    Tensor statistics = scope.floats(Shape.of(TripletSpec.STATISTICS));
    Tensor dx = scope.floats(Shape.of(batch, embedding));
    backend.metric().tripletLossForward(spec, x, slots, inverseNorms, coefficients, statistics);
    backend
        .metric()
        .distanceLossBackward(spec.rows(), x, inverseNorms, coefficients, statistics, dx);
    return List.of(distances, inverseNorms, coefficients, statistics, dx);
  }
}
