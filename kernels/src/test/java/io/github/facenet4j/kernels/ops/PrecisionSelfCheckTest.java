package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.check.SelfCheckException;
import io.github.facenet4j.tensor.check.SelfCheckingBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import io.github.facenet4j.tensor.spi.Precision;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The self-check allows what rounding the operands loses, and no more than the device says. */
class PrecisionSelfCheckTest {

  @ParameterizedTest
  @EnumSource(Precision.class)
  void productsOfRoundedOperandsAgree(Precision precision) {
    try (SelfCheckingBackend checked = new SelfCheckingBackend(TestDevice.open(precision), 1)) {
      assertEquals(precision, checked.precision());
      products(checked);
      assertEquals(5, checked.checkedCalls());
    }
  }

  @Test
  void moreRoundingThanTheDeviceSaysIsFound() {
    OpenClBackend device = TestDevice.open(Precision.BF16);
    for (Precision pretended : new Precision[] {Precision.FP32, Precision.TF32}) {
      Backend pretending = pretending(device, pretended);
      SelfCheckException found =
          assertThrows(
              SelfCheckException.class, () -> products(new SelfCheckingBackend(pretending, 1)));
      assertTrue(found.getMessage().contains("disagrees with the reference"), found.getMessage());
    }
    device.close();
  }

  private static Backend pretending(Backend device, Precision precision) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (self, method, arguments) -> {
              if (method.getName().equals("precision")) {
                return precision;
              }
              try {
                return method.invoke(device, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  /** A matrix product, the three passes of a convolution, a bottleneck. */
  private static void products(Backend backend) {
    Random random = new Random(1);
    try (MemoryScope scope = MemoryScope.root(backend, "products")) {
      GemmSpec gemm = GemmSpec.of("gemm", 17, 9, 5);
      Tensor c = scope.floats(Shape.of(17, 9));
      backend
          .gemm()
          .multiply(
              gemm,
              normal(scope, random, Shape.of(17, 5)),
              normal(scope, random, Shape.of(5, 9)),
              Epilogue.NONE,
              c);
      Conv2dSpec spec = Conv2dSpec.square("conv", Shape.nhwc(2, 5, 4, 3), 6, 3, 1, 1);
      Tensor x = normal(scope, random, spec.input());
      Tensor w = normal(scope, random, spec.filter());
      Tensor y = scope.floats(spec.output());
      backend.conv().forward(spec, x, w, Epilogue.NONE, y);
      backend.conv().dataGradient(spec, y, w, scope.floats(spec.input()));
      backend.conv().weightGradient(spec, x, y, w);
      InvertedResidualSpec chain = new InvertedResidualSpec("chain", 1, 5, 5, 4, 8, 4, 1);
      backend
          .conv()
          .invertedResidual(
              chain,
              normal(scope, random, Shape.nhwc(1, 5, 5, 4)),
              step(scope, random, chain.expansion()),
              step(scope, random, chain.filtering()),
              step(scope, random, chain.projection()),
              scope.floats(Shape.nhwc(1, 5, 5, 4)));
    }
  }

  private static ConvStep step(MemoryScope scope, Random random, Conv2dSpec spec) {
    return new ConvStep(normal(scope, random, spec.filter()), Epilogue.NONE);
  }

  private static Tensor normal(MemoryScope scope, Random random, Shape shape) {
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return scope.floats(shape, values);
  }
}
