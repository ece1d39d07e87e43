package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.kernels.tuning.Families;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.testing.ConvAllCases;
import io.github.facenet4j.tensor.testing.ConvCases;
import io.github.facenet4j.tensor.testing.EpilogueKind;
import io.github.facenet4j.tensor.testing.InvertedResidualCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Convolutions of rounded operands: the stated bound, the very rounding, and the tensor-core rung
 * with its instructions emulated, equal to the portable one in every bit.
 */
class PrecisionConvTest {
  private static final List<Conv2dSpec> AWKWARD =
      List.of(
          spec(2, 5, 4, 3, 17, 1, 1, 1, 0, 0),
          spec(2, 7, 9, 17, 16, 1, 1, 2, 0, 0),
          spec(1, 9, 9, 3, 16, 7, 7, 2, 3, 3),
          spec(1, 8, 11, 16, 8, 5, 5, 2, 1, 2),
          spec(1, 6, 9, 5, 3, 2, 4, 3, 1, 2),
          spec(1, 13, 9, 33, 65, 3, 3, 1, 1, 1),
          spec(1, 1, 1, 1, 1, 1, 1, 1, 0, 0));

  private static Conv2dSpec spec(
      int n, int h, int w, int in, int out, int kh, int kw, int stride, int padH, int padW) {
    return new Conv2dSpec("conv", n, h, w, in, out, kh, kw, stride, padH, padW, 1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void everyOpStaysWithinTheBound(Precision precision) {
    List<ParityCase> cases = new ArrayList<>(ConvCases.all());
    cases.addAll(ConvAllCases.all());
    cases.addAll(InvertedResidualCases.all());
    try (OpenClBackend backend = TestDevice.open(precision);
        OracleComparison comparison = new OracleComparison(backend)) {
      for (ParityCase each : cases) {
        long before = backend.counters().launches();
        each.run(comparison);
        List<String> kernels = backend.counters().kernelsSince(before);
        assertTrue(kernels.stream().allMatch(PrecisionConvTest::mayRun), each.name() + kernels);
      }
    }
  }

  private static boolean mayRun(String kernel) {
    return kernel.startsWith("conv2d/04_rounded") || !kernel.matches("(conv2d|bottleneck)/.*");
  }

  @Test
  void everyTileStaysWithinTheBound() {
    try (OpenClBackend backend = TestDevice.open(Precision.BF16);
        OracleComparison comparison = new OracleComparison(backend)) {
      for (Pass pass : Pass.values()) {
        for (KernelVariant variant : ((OpenClConvOps) backend.conv()).variants(pass)) {
          backend.choices().force(Families.of(pass.family(), backend.precision()), variant.name());
          for (Conv2dSpec spec : AWKWARD) {
            switch (pass) {
              case FORWARD -> ConvCases.forward(comparison, spec, EpilogueKind.BIAS, null);
              case DATA_GRADIENT -> ConvCases.dataGradient(comparison, spec);
              default -> ConvCases.weightGradient(comparison, spec);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void operandsAreRoundedToNearestAndNothingElseIs(Precision precision) {
    try (OpenClBackend backend = TestDevice.open()) {
      for (Pass pass : Pass.values()) {
        KernelVariant rounded = RoundedConvVariants.portable(pass, precision).get(0);
        KernelVariant full =
            QuadTiles.of(
                    pass == Pass.WEIGHT_GRADIENT
                        ? ConvVariants.VECTORISED_WEIGHT_GRADIENT
                        : ConvVariants.VECTORISED_IMPLICIT_GEMM)
                .get(0);
        for (Conv2dSpec spec : AWKWARD) {
          ConvProbe probe = new ConvProbe(pass, spec);
          ConvProbe beforehand = probe.prepared(values -> rounded(values, precision));
          assertArrayEquals(
              beforehand.run(backend, full), probe.run(backend, rounded), pass + " " + spec);
        }
      }
    }
  }

  private static float[] rounded(float[] values, Precision precision) {
    float[] nearest = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      nearest[i] = precision.round(values[i]);
    }
    return nearest;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP32")
  void tensorCoresWouldGiveTheSameBits(Precision precision) {
    try (OpenClBackend backend = TestDevice.open()) {
      for (Pass pass : Pass.values()) {
        KernelVariant emulated = emulated(pass, precision);
        KernelVariant portable = RoundedConvVariants.portable(pass, precision).get(0);
        for (Conv2dSpec spec : AWKWARD) {
          ConvProbe probe = new ConvProbe(pass, spec);
          assertArrayEquals(
              probe.run(backend, portable), probe.run(backend, emulated), pass + " " + spec);
        }
      }
    }
  }

  private static KernelVariant emulated(Pass pass, Precision precision) {
    return RoundedConvVariants.tensorCore(pass, precision).get(0).with("EMULATE", 1);
  }

  @Test
  void partsOfTheImageAndPlacesInLargerMapsAreRight() {
    Conv2dSpec spec = spec(3, 19, 17, 12, 20, 3, 3, 1, 1, 1);
    PlaceSpec place = new PlaceSpec("place", spec.output(), Shape.nhwc(3, 21, 18, 25), 2, 0, 5);
    Pass gradient = Pass.WEIGHT_GRADIENT;
    try (OpenClBackend backend = TestDevice.open()) {
      for (Precision precision : List.of(Precision.TF32, Precision.FP16)) {
        // Tiles of other depths part the pixels otherwise.
        ConvProbe sums = new ConvProbe(gradient, spec).ofIntegers();
        assertArrayEquals(
            sums.run(backend, RoundedConvVariants.portable(gradient, precision).get(0)),
            sums.run(backend, emulated(gradient, precision)));
        ConvProbe placed = new ConvProbe(Pass.FORWARD, spec);
        assertArrayEquals(
            placed.runInPlace(
                backend, RoundedConvVariants.portable(Pass.FORWARD, precision).get(0), place),
            placed.runInPlace(backend, emulated(Pass.FORWARD, precision), place));
      }
    }
  }
}
