package io.github.facenet4j.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.GradientCheck;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bias that a batch norm takes out again. */
class BiasBeforeNormTest {
  private static final Shape MAP = Shape.nhwc(2, 5, 4, 3);

  /** Gradients of all parameters of a convolution and its norm, and dx. */
  private static Map<String, double[]> gradients(Layer convolution, int channels) {
    GradientCheck check = new GradientCheck();
    Layer layer = new Sequential("layer", convolution, BatchNorm.relu("norm", channels));
    check.bind(layer, 11);
    Tensor x = check.tensor(MAP, GradientCheck.spaced(MAP.intElements(), 1, 3));
    Map<String, double[]> gradients = new LinkedHashMap<>();
    try (MemoryScope step = check.model().child("step");
        Pass pass = Pass.training(step)) {
      ReferenceBackend backend = (ReferenceBackend) pass.backend();
      Tensor y = layer.forward(pass, x);
      Tensor dy = step.floats(y.shape());
      backend.writeDoubles(dy, GradientCheck.spaced(y.shape().intElements(), 1, 7));
      gradients.put("dx", backend.readDoubles(layer.backward(pass, dy)));
      for (Parameter parameter : layer.parameters()) {
        if (parameter.isTrainable()) {
          gradients.put(parameter.name(), backend.readDoubles(parameter.gradient()));
        }
      }
    }
    return gradients;
  }

  private static void agree(Map<String, double[]> added, Map<String, double[]> beforeNorm) {
    double largest = Arrays.stream(added.get("dx")).map(Math::abs).max().orElseThrow();
    for (double value : added.remove("conv.bias")) {
      assertTrue(Math.abs(value) < 1e-12 * largest, "what rounding leaves of 0: " + value);
    }
    double[] zeros = beforeNorm.remove("conv.bias");
    assertArrayEquals(new double[zeros.length], zeros);
    added.forEach((name, gradient) -> assertArrayEquals(gradient, beforeNorm.get(name), name));
  }

  @Test
  void gradientOfAConvolutionsBiasIsZeroBeforeANorm() {
    agree(
        gradients(new Conv2d("conv", 3, 4, Window.same(3), Bias.ADDED), 4),
        gradients(new Conv2d("conv", 3, 4, Window.same(3), Bias.BEFORE_NORM), 4));
  }

  @Test
  void gradientOfADepthwiseBiasIsZeroBeforeANorm() {
    agree(
        gradients(new DepthwiseConv2d("conv", 3, Window.same(3), Bias.ADDED), 3),
        gradients(new DepthwiseConv2d("conv", 3, Window.same(3), Bias.BEFORE_NORM), 3));
  }
}
