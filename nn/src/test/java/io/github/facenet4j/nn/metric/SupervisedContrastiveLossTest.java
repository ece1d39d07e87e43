package io.github.facenet4j.nn.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.GradientCheck;
import io.github.facenet4j.nn.metric.DistanceMatrix.Scaling;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A worked example, the gradient by central differences, and batches with nothing to learn. */
class SupervisedContrastiveLossTest {
  private static final int[] LABELS = {3, 1, 3, 3, 1, 8, 2, 2};

  private static ContrastiveLossValue forward(
      MemoryScope scope, float temperature, Tensor x, int... labels) {
    IdentityPairs pairs = IdentityPairs.of(scope, labels);
    DistanceMatrix distances = DistanceMatrix.of(scope, x, pairs, Scaling.UNIT_LENGTH);
    return new SupervisedContrastiveLoss(temperature).forward(scope, x, distances);
  }

  /**
   * a and p at right angles to n and to each other's opposite: cos(a,p) = 1, cos(a,n) = cos(p,n) =
   * 0. With τ = 1 both anchors cost log((e¹+e⁰)/e¹) = log(1 + 1/e); n has no positive and does not
   * count. Lengths 2, 1 and 4 do not change that.
   */
  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void threeFacesCanBeCheckedByHand(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor x = scope.floats(Shape.of(3, 2), new float[] {2, 0, 1, 0, 0, 4});
      ContrastiveLossValue value = forward(scope, 1, x, 7, 7, 5);
      ContrastiveStatistics read = value.read();
      assertEquals(Math.log(1 + 1 / Math.E), read.loss(), 1e-6);
      assertEquals(2, read.pairs());
      assertEquals(0, read.violated());
      assertEquals(2, read.anchors());
      assertEquals(0, read.meanPositive(), 1e-6);
      assertEquals(2, read.meanNegative(), 1e-6);
      // The share q of n in each softmax; dL/dcos = q for (a,n) and (p,n), halved by the mean.
      float q = (float) (1 / (1 + Math.E));
      float[] expected = {0, q / 2 / 2, 0, q / 2, 2 * q / 2 / 4, 0};
      Tensor dx = new SupervisedContrastiveLoss(1).backward(scope, value);
      assertArrayEquals(expected, dx.readFloats(), 1e-6f);
    }
  }

  @Test
  void theGradientAgreesWithCentralDifferences() {
    ReferenceBackend backend = new ReferenceBackend();
    try (MemoryScope scope = MemoryScope.root(backend, "test")) {
      Shape shape = Shape.of(LABELS.length, 5);
      double[] values = GradientCheck.spaced(shape.intElements(), 1.5, 4);
      Tensor x = scope.floats(shape);
      backend.writeDoubles(x, values);
      float temperature = 0.3f;
      ContrastiveLossValue value = forward(scope, temperature, x, LABELS);
      Tensor dx = new SupervisedContrastiveLoss(temperature).backward(scope, value);
      double[] gradient = backend.readDoubles(dx);
      double step = 1e-5;
      for (int i = 0; i < values.length; i++) {
        double slope =
            (byDefinition(values, i, step, temperature)
                    - byDefinition(values, i, -step, temperature))
                / (2 * step);
        assertEquals(slope, gradient[i], 1e-7, "entry " + i);
      }
      assertEquals(byDefinition(values, 0, 0, temperature), value.read().loss(), 1e-6);
    }
  }

  /** The formula over cosines, with one entry moved. */
  private static double byDefinition(double[] x, int moved, double by, double temperature) {
    double[] v = x.clone();
    v[moved] += by;
    int batch = LABELS.length;
    int size = v.length / batch;
    double total = 0;
    int anchors = 0;
    for (int a = 0; a < batch; a++) {
      double sum = 0;
      double logs = 0;
      int positives = 0;
      for (int k = 0; k < batch; k++) {
        if (k != a) {
          double s = cosine(v, a, k, size) / temperature;
          sum += Math.exp(s);
          logs += LABELS[k] == LABELS[a] ? s : 0;
          positives += LABELS[k] == LABELS[a] ? 1 : 0;
        }
      }
      if (positives > 0) {
        total += Math.log(sum) - logs / positives;
        anchors++;
      }
    }
    return total / anchors;
  }

  private static double cosine(double[] v, int i, int j, int size) {
    double dot = 0;
    double lengthI = 0;
    double lengthJ = 0;
    for (int e = 0; e < size; e++) {
      dot += v[i * size + e] * v[j * size + e];
      lengthI += v[i * size + e] * v[i * size + e];
      lengthJ += v[j * size + e] * v[j * size + e];
    }
    return dot / Math.sqrt(lengthI * lengthJ);
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void strangersOnlyHaveNothingToLearn(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor x = scope.floats(Shape.of(3, 2), new float[] {1, 2, 3, -1, 0, 1});
      ContrastiveLossValue value = forward(scope, 0.1f, x, 1, 2, 3);
      assertEquals(0, value.read().loss());
      assertEquals(0, value.read().anchors());
      Tensor dx = new SupervisedContrastiveLoss(0.1f).backward(scope, value);
      assertArrayEquals(new float[6], dx.readFloats());
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.facenet4j.tensor.testing.TestDevices#all")
  void collapsedEmbeddingsCostTheLogarithmOfTheOthersAndGiveNoGradient(String device) {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor x = scope.floats(Shape.of(4, 2), new float[] {1, 2, 1, 2, 1, 2, 1, 2});
      ContrastiveLossValue value = forward(scope, 0.1f, x, 6, 6, 9, 9);
      assertEquals(Math.log(3), value.read().loss(), 1e-6);
      assertEquals(4, value.read().violated());
      Tensor dx = new SupervisedContrastiveLoss(0.1f).backward(scope, value);
      assertArrayEquals(new float[8], dx.readFloats(), 1e-6f);
    }
  }

  @Test
  void refusesOtherBatchesAndTemperaturesThatAreTooCold() {
    try (Backend backend = TestDevices.open("reference");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor x = scope.floats(Shape.of(3, 2), new float[] {1, 0, 0, 1, 1, 1});
      Exception cold =
          assertThrows(IllegalArgumentException.class, () -> forward(scope, 1e-4f, x, 1, 1, 2));
      assertTrue(cold.getMessage().contains("temperature must be at least"), cold.getMessage());
      DistanceMatrix distances =
          DistanceMatrix.of(scope, x, IdentityPairs.of(scope, 1, 1, 2), Scaling.UNIT_LENGTH);
      Tensor four = scope.zeros(Shape.of(4, 2));
      Exception other =
          assertThrows(
              IllegalArgumentException.class,
              () -> new SupervisedContrastiveLoss(0.1f).forward(scope, four, distances));
      assertEquals(
          "contrastive loss: embeddings must be 3xE like the distances, got 4x2",
          other.getMessage());
    }
  }
}
