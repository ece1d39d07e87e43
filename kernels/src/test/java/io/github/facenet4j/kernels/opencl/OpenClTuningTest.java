package io.github.facenet4j.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.CheckResult;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.Tuning;
import io.github.facenet4j.tensor.spi.TuningResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tuning on a device, and ops that run what was chosen. */
class OpenClTuningTest {
  private static final GemmSpec PRODUCT = GemmSpec.of("product", 30, 50, 70);

  @TempDir private Path folder;
  private OpenClBackend backend;
  private Tuning tuning;
  private Path file;

  @BeforeEach
  void open() {
    backend = TestDevice.open(Profiling.ON);
    tuning = backend.tuning().orElseThrow();
    file = folder.resolve("tuning.json");
  }

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  private static List<OpCall> oneOfEach() {
    Conv2dSpec conv = Conv2dSpec.square("conv", Shape.nhwc(2, 7, 7, 16), 24, 3, 1, 1);
    return List.of(
        new OpCall.Multiply(PRODUCT),
        new OpCall.Multiply(PRODUCT.adding()),
        new OpCall.ConvForward(conv),
        new OpCall.ConvDataGradient(conv),
        new OpCall.ConvWeightGradient(conv),
        new OpCall.Distances(new DistanceSpec("distances", 40, 16)),
        new OpCall.SelectNegatives(
            new SelectionSpec(
                "selection",
                40,
                120,
                0.2f,
                SelectionSpec.Rule.SEMI_HARD,
                SelectionSpec.WhenNone.SKIP)),
        new OpCall.TripletLoss(
            new TripletSpec(
                "loss",
                40,
                16,
                120,
                0.2f,
                TripletSpec.Reduction.MEAN_SELECTED,
                L2NormSpec.EPSILON)));
  }

  @Test
  void everyFamilyIsTunedAndEveryVariantIsRight() throws IOException {
    List<TuningResult> heard = new ArrayList<>();

    List<TuningResult> results = tuning.tune(oneOfEach(), Tuning.Effort.QUICK, file, heard::add);

    assertEquals(results, heard);
    assertEquals(oneOfEach().size(), results.size());
    for (TuningResult result : results) {
      assertTrue(result.medianNanos() > 0, result.toString());
      assertEquals(List.of(), result.rejected(), result.toString());
    }
    assertEquals("", tuning.inUse());
    assertEquals(file + ": 8 measured choices in use", tuning.use(file));
    assertEquals(tuning.inUse(), tuning.use(file));
  }

  /** Sums of nine products, of which Winograd's transforms are not a small part. */
  @Test
  void noVariantIsWrongOnOneSmallMap() {
    Conv2dSpec spec = Conv2dSpec.square("conv", Shape.nhwc(1, 3, 3, 96), 128, 3, 1, 1);
    List<CheckResult> results = new ArrayList<>();

    tuning.check(List.of(new OpCall.ConvWeightGradient(spec)), results::add);

    assertTrue(
        results.stream()
            .filter(each -> each.outcome() == CheckResult.Outcome.RIGHT)
            .anyMatch(each -> each.variant().contains("04_winograd")),
        results.toString());
    assertEquals(
        List.of(),
        results.stream().filter(each -> each.outcome() == CheckResult.Outcome.WRONG).toList());
  }

  @Test
  void roundedProductsHaveChoicesOfTheirOwn() throws IOException {
    try (OpenClBackend rounding = TestDevice.open(Precision.BF16)) {
      Tuning ofRounding = rounding.tuning().orElseThrow();
      Conv2dSpec conv = Conv2dSpec.square("conv", Shape.nhwc(2, 7, 7, 16), 24, 3, 1, 1);
      List<TuningResult> results =
          ofRounding.tune(
              List.of(new OpCall.Multiply(PRODUCT), new OpCall.ConvForward(conv)),
              Tuning.Effort.QUICK,
              file,
              result -> {});

      assertEquals("gemm.bf16", results.get(0).family());
      assertTrue(results.get(0).variant().startsWith("gemm/05_rounded "), results::toString);
      assertEquals("conv.forward.bf16", results.get(1).family());
      assertTrue(
          results.get(1).variant().startsWith("conv2d/04_rounded_implicit_gemm "),
          results::toString);
      for (TuningResult result : results) {
        assertEquals(List.of(), result.rejected(), result.toString());
      }
      assertTrue(ofRounding.use(file).endsWith("2 measured choices in use"), ofRounding.inUse());
      assertTrue(tuning.use(file).contains("0 measured choices in use; 2 "), tuning.inUse());
    }
  }

  @Test
  void aCheckHoldsTheRungsOfEveryPrecisionAgainstTheOracle() {
    List<String> right = new ArrayList<>();
    tuning.check(
        oneOfEach().subList(0, 5),
        result -> {
          assertFalse(result.outcome() == CheckResult.Outcome.WRONG, result::toString);
          if (result.outcome() == CheckResult.Outcome.RIGHT && result.shareOfBound() > 0) {
            right.add(result.family() + " " + result.variant());
          }
        });
    for (Precision precision : List.of(Precision.TF32, Precision.BF16, Precision.FP16)) {
      for (String[] rung :
          new String[][] {
            {"gemm", "gemm/05_rounded"},
            {"conv.forward", "conv2d/04_rounded_implicit_gemm"},
            {"conv.dataGradient", "conv2d/04_rounded_implicit_gemm"},
            {"conv.weightGradient", "conv2d/04_rounded_weight_gradient"}
          }) {
        String name = rung[0] + "." + precision.label() + " " + rung[1] + " ";
        assertTrue(right.stream().anyMatch(each -> each.startsWith(name)), name);
      }
    }
  }

  @Test
  void callsOfOneClassAreTunedOnceAndDepthwiseOnesNever() {
    Conv2dSpec conv = Conv2dSpec.square("conv", Shape.nhwc(17, 7, 7, 16), 24, 3, 1, 1);
    Conv2dSpec larger = Conv2dSpec.square("conv", Shape.nhwc(32, 7, 7, 16), 24, 3, 1, 1);
    Conv2dSpec depthwise = Conv2dSpec.depthwise("conv", Shape.nhwc(17, 7, 7, 16), 3, 1, 1);

    assertEquals(
        List.of(new OpCall.ConvForward(conv), new OpCall.ConvDataGradient(conv)),
        tuning.distinct(
            List.of(
                new OpCall.ConvForward(conv),
                new OpCall.ConvForward(depthwise),
                new OpCall.ConvForward(larger),
                new OpCall.ConvDataGradient(conv))));
  }

  @Test
  void bottlenecksAreTunedOnlyWhereTheyAreThreeConvolutions() {
    InvertedResidualSpec small = new InvertedResidualSpec("block", 2, 7, 7, 16, 96, 24, 2);
    // Its wide rows fit no core's cache, so no processor fuses it.
    InvertedResidualSpec wide = new InvertedResidualSpec("block", 1, 3, 9000, 16, 4096, 24, 1);
    boolean processor = backend.device().type() == DeviceType.CPU;

    List<OpCall> ofSmall = tuning.distinct(List.of(new OpCall.InvertedResidual(small)));
    List<OpCall> ofWide = tuning.distinct(List.of(new OpCall.InvertedResidual(wide)));

    assertEquals(processor ? List.of() : List.of(expansion(small), projection(small)), ofSmall);
    assertEquals(List.of(expansion(wide), projection(wide)), ofWide);
  }

  private static OpCall expansion(InvertedResidualSpec spec) {
    return new OpCall.ConvForward(spec.expansion());
  }

  private static OpCall projection(InvertedResidualSpec spec) {
    return new OpCall.ConvForward(spec.projection());
  }

  /** The file with another variant for the product than was measured. */
  private void choose(String variant) throws IOException {
    TuningResult result =
        tuning
            .tune(List.of(new OpCall.Multiply(PRODUCT)), Tuning.Effort.QUICK, file, r -> {})
            .get(0);
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"variant\":\"" + result.variant(), "\"variant\":\"" + variant));
  }

  private List<String> launched(Backend device, GemmSpec spec) {
    try (MemoryScope scope = MemoryScope.root(device, "test")) {
      Tensor a = scope.zeros(Shape.of(spec.m(), spec.k()));
      Tensor b = scope.zeros(Shape.of(spec.k(), spec.n()));
      Tensor c = scope.zeros(Shape.of(spec.m(), spec.n()));
      ((OpenClBackend) device).drainTimings();
      device.gemm().multiply(spec, a, b, Epilogue.NONE, c);
      return ((OpenClBackend) device).drainTimings().stream().map(KernelTiming::kernel).toList();
    }
  }

  @Test
  void aMeasuredChoiceIsWhatRuns() throws IOException {
    choose("gemm/02_tiled TILE=8");
    assertFalse(launched(backend, PRODUCT).get(0).startsWith("gemm/02_tiled"));

    tuning.use(file);

    assertTrue(launched(backend, PRODUCT).get(0).startsWith("gemm/02_tiled TILE=8"));
    GemmSpec other = GemmSpec.of("another shape", 31, 50, 70);
    assertFalse(launched(backend, other).get(0).startsWith("gemm/02_tiled"));
  }

  @Test
  void theFileThatThePropertyNamesIsUsedFromTheStart() throws IOException {
    choose("gemm/02_tiled TILE=8");
    System.setProperty(Tuning.PROPERTY, file.toString());
    try (Backend asked = Backends.require("opencl")) {
      assertTrue(asked.tuning().orElseThrow().inUse().contains("1 measured choices"));
    } finally {
      System.clearProperty(Tuning.PROPERTY);
    }
  }

  @Test
  void aFileThatWasAskedForAndIsNotThereIsAnError() {
    System.setProperty(Tuning.PROPERTY, folder.resolve("none.json").toString());
    try {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Backends.require("opencl"))
              .getMessage();
      assertTrue(message.contains("facenet4j.tuning") && message.contains("none.json"), message);
    } finally {
      System.clearProperty(Tuning.PROPERTY);
    }
  }

  @Test
  void aFileThatIsNoTuningFileIsNotOverwritten() throws IOException {
    Files.writeString(file, "my letters");

    assertThrows(
        IOException.class, () -> tuning.tune(oneOfEach(), Tuning.Effort.QUICK, file, r -> {}));

    assertEquals("my letters", Files.readString(file));
  }

  @Test
  void entriesForOtherCallsStay() throws IOException {
    tuning.tune(oneOfEach().subList(0, 1), Tuning.Effort.QUICK, file, r -> {});
    tuning.tune(oneOfEach().subList(0, 2), Tuning.Effort.QUICK, file, r -> {});

    assertEquals(file + ": 2 measured choices in use", tuning.use(file));
  }
}
