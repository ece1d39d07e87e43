package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.testing.RandomData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much accuracy Winograd's algorithm gives up, on inputs as a ReLU leaves them. */
class WinogradErrorTest {
  private static final Conv2dSpec SPEC =
      Conv2dSpec.square("conv", Shape.nhwc(1, 24, 24, 64), 32, 3, 1, 1);

  private final float[] x = new RandomData("winograd x").values(SPEC.input());
  private final float[] w = new RandomData("winograd w").values(SPEC.filter());

  WinogradErrorTest() {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(0, x[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1.5", "3, 3", "4, 8"})
  void hasAnErrorOfFewTimesThatOfThePlainSum(int side, double most) {
    try (ReferenceBackend oracle = new ReferenceBackend();
        OpenClBackend device = TestDevice.open()) {
      double[] exact = forward(oracle);
      String family = OpenClConvOps.Pass.FORWARD.family();
      device.choices().force(family, ConvVariants.NAIVE_FORWARD.name());
      double plain = rms(exact, forward(device));
      List<KernelVariant> variants = new ArrayList<>(BatchedWinograd.variants());
      variants.addAll(Winograd.variants(device.runtime().limits()));
      for (KernelVariant variant : variants) {
        if (variant.parameter("TILE") == side) {
          device.choices().force(family, variant.name());
          double error = rms(exact, forward(device));
          assertTrue(
              error < most * plain,
              "rms error " + error + " of " + variant.name() + ", plain sum " + plain);
          assertTrue(error > 0, "no float sum of 576 terms is exact");
        }
      }
    }
  }

  private double[] forward(Backend backend) {
    try (MemoryScope scope = MemoryScope.root(backend, "error")) {
      Tensor y = scope.floats(SPEC.output());
      Tensor input = scope.floats(SPEC.input(), x);
      Tensor filter = scope.floats(SPEC.filter(), w);
      backend.conv().forward(SPEC, input, filter, Epilogue.NONE, y);
      if (backend instanceof ReferenceBackend oracle) {
        return oracle.readDoubles(y);
      }
      float[] values = y.readFloats();
      double[] doubles = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        doubles[i] = values[i];
      }
      return doubles;
    }
  }

  private static double rms(double[] expected, double[] got) {
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += (got[i] - expected[i]) * (got[i] - expected[i]);
    }
    return Math.sqrt(sum / expected.length);
  }
}
