package io.github.facenet4j.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Activation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Layers that do one thing in training and another in inference: dropout and batch norm. */
class StochasticLayerTest {
  private final MemoryScope scope = MemoryScope.root(new ReferenceBackend(), "test");

  private static float[] ones(int n) {
    float[] values = new float[n];
    Arrays.fill(values, 1);
    return values;
  }

  private static float[] forward(Layer layer, Pass pass, Tensor x) {
    return layer.forward(pass, x).readFloats();
  }

  @Test
  void dropoutKeepsTheExpectedShareAndScale() {
    int n = 100_000;
    Tensor x = scope.floats(Shape.of(1, n), ones(n));
    float[] y = forward(new Dropout("dropout", 0.2f), Pass.rehearsal(scope, 1), x);
    int kept = 0;
    for (float value : y) {
      assertTrue(value == 0 || Math.abs(value - 1.25f) < 1e-6f, "value " + value);
      kept += value == 0 ? 0 : 1;
    }
    assertEquals(0.8 * n, kept, 5 * Math.sqrt(n * 0.2 * 0.8), "binomial, 5 standard deviations");
  }

  @Test
  void dropoutFollowsFromTheStepsSeedAndTheLayersName() {
    Tensor x = scope.floats(Shape.of(1, 64), ones(64));
    Dropout a = new Dropout("a", 0.5f);
    float[] rehearsed = forward(a, Pass.rehearsal(scope, 1), x);
    assertArrayEquals(rehearsed, forward(a, Pass.training(scope, 1), x));
    assertFalse(Arrays.equals(rehearsed, forward(a, Pass.training(scope, 2), x)));
    Dropout b = new Dropout("b", 0.5f);
    assertFalse(Arrays.equals(rehearsed, forward(b, Pass.training(scope, 1), x)));
  }

  @Test
  void dropoutWithoutASeedSaysWhatToDo() {
    Tensor x = scope.floats(Shape.of(1, 4), ones(4));
    Pass pass = Pass.training(scope);
    Dropout dropout = new Dropout("head.dropout", 0.5f);
    String message =
        assertThrows(IllegalStateException.class, () -> dropout.forward(pass, x)).getMessage();
    assertEquals("head.dropout: dropout needs a seed; use Pass.training(scope, seed)", message);
  }

  @Test
  void dropoutDoesNothingInInference() {
    Tensor x = scope.floats(Shape.of(1, 4), ones(4));
    assertSame(x, new Dropout("dropout", 0.5f).forward(Pass.inference(scope), x));
  }

  /**
   * Two values −1 and 3: μ = 1, σ² = 4 over the batch, unbiased 8; with momentum 0.1 the running
   * mean goes from 0 to 0.1 and the running variance from 1 to 1.7.
   */
  @Test
  void batchNormMovesItsStatisticsInTrainingAlone() {
    BatchNorm norm = new BatchNorm("norm", 1, 1e-12f, 0.1f, Activation.NONE);
    for (Parameter parameter : norm.parameters()) {
      parameter.bindForTraining(scope);
      parameter.initialize(0);
    }
    Tensor x = scope.floats(Shape.of(2, 1), new float[] {-1, 3});
    assertArrayEquals(new float[] {-1, 1}, forward(norm, Pass.rehearsal(scope), x), 1e-6f);
    assertArrayEquals(new float[] {-1, 3}, forward(norm, Pass.inference(scope), x), 1e-6f);
    assertArrayEquals(new float[] {0}, norm.runningMean().readDisk());
    assertArrayEquals(new float[] {1}, norm.runningVariance().readDisk());
    assertArrayEquals(new float[] {-1, 1}, forward(norm, Pass.training(scope), x), 1e-6f);
    assertArrayEquals(new float[] {0.1f}, norm.runningMean().readDisk(), 1e-7f);
    assertArrayEquals(new float[] {1.7f}, norm.runningVariance().readDisk(), 1e-6f);
    float expected = (float) ((3 - 0.1) / Math.sqrt(1.7));
    assertEquals(expected, forward(norm, Pass.inference(scope), x)[1], 1e-6f);
  }
}
