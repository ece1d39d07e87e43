package io.github.facenet4j.kernels.tuning;

import static io.github.facenet4j.kernels.tuning.TestLadders.FAMILY;
import static io.github.facenet4j.kernels.tuning.TestLadders.LARGE;
import static io.github.facenet4j.kernels.tuning.TestLadders.NAIVE;
import static io.github.facenet4j.kernels.tuning.TestLadders.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tuning a made-up op, whose variants are as fast and as wrong as a test wants them. */
class TunerTest {
  private final Backend device = Backends.require("cpu");
  private final VariantChoices choices = new VariantChoices();
  private final Ladders ladders = TestLadders.all();
  private final Map<KernelVariant, Long> nanos =
      new HashMap<>(Map.of(NAIVE, 1000L, SMALL, 500L, LARGE, 800L));
  private final Map<KernelVariant, float[]> results = new HashMap<>();
  private final Set<KernelVariant> notForThisCall = new HashSet<>();
  private KernelVariant lastRun;

  @AfterEach
  void close() {
    device.close();
  }

  /** {@code y = 1 2 3}, with the size in the name of the class. */
  private final class MadeUp extends Workload {
    private final String size;

    MadeUp(String size) {
      this.size = size;
    }

    @Override
    ShapeClass shape() {
      return TestLadders.shape(size);
    }

    @Override
    long multiplyAdds() {
      return 3;
    }

    @Override
    int terms() {
      return 1;
    }

    @Override
    Workload reduced() {
      return new MadeUp("small");
    }

    @Override
    Operation on(MemoryScope scope, Values values) {
      Tensor y = unwritten(scope, Shape.of(3));
      boolean oracle = scope.backend() != device;
      return new Operation(() -> y.write(oracle ? right() : compute()), y);
    }

    private float[] compute() {
      lastRun =
          choices.choose(
              FAMILY,
              ladders.fitting(FAMILY),
              variant -> !notForThisCall.contains(variant),
              this::shape,
              () -> NAIVE);
      float[] y = results.getOrDefault(lastRun, right());
      if (y.length == 0 && !size.equals("small")) {
        throw new IllegalStateException("out of resources");
      }
      return y.length == 0 ? right() : y;
    }
  }

  private static float[] right() {
    return new float[] {1, 2, 3};
  }

  private Tuner.Choice tune(Optional<String> previous) {
    LaunchClock clock =
        calls -> {
          calls.run();
          return nanos.get(lastRun);
        };
    return new Tuner(device, choices, ladders, clock, 5, 1).tune(new MadeUp("large"), previous);
  }

  @Test
  void theFastestReplacesTheDefault() {
    Tuner.Choice choice = tune(Optional.empty());

    assertEquals(SMALL, choice.variant());
    assertEquals(500, choice.nanos());
    assertEquals(NAIVE, choice.byDefault());
    assertEquals(1000, choice.defaultNanos());
    assertEquals(0, choice.errorPpb());
    assertEquals(List.of(), choice.rejected());
    assertEquals(Optional.empty(), choices.forced(FAMILY, ladders.fitting(FAMILY)));
  }

  @Test
  void aFasterVariantThatIsWrongIsRejectedBeforeItIsTimed() {
    results.put(SMALL, new float[] {1, 2, 3.001f});

    Tuner.Choice choice = tune(Optional.empty());

    assertEquals(LARGE, choice.variant());
    assertEquals(1, choice.rejected().size());
    String reason = choice.rejected().get(0);
    assertTrue(reason.startsWith(SMALL.name()), reason);
    assertTrue(reason.contains("element 2"), reason);
  }

  @Test
  void aVariantThatLeavesAnElementUnwrittenIsRejected() {
    results.put(SMALL, new float[] {1, Float.NaN, 3});

    assertEquals(LARGE, tune(Optional.empty()).variant());
  }

  @Test
  void aVariantThatLeavesTheCallToAnotherIsNoCandidate() {
    notForThisCall.add(SMALL);

    Tuner.Choice choice = tune(Optional.empty());

    assertEquals(LARGE, choice.variant());
    assertEquals(List.of(), choice.rejected());
  }

  @Test
  void aVariantMayBeOffByItsRoundings() {
    results.put(SMALL, new float[] {1 + 0x1p-23f, 2, 3});

    Tuner.Choice choice = tune(Optional.empty());

    assertEquals(SMALL, choice.variant());
    assertEquals(120, choice.errorPpb(), "2⁻²³ is 119.2 parts per billion");
  }

  @Test
  void aVariantThatFailsAtFullSizeIsRejected() {
    results.put(SMALL, new float[0]);

    Tuner.Choice choice = tune(Optional.empty());

    assertEquals(LARGE, choice.variant());
    assertTrue(choice.rejected().get(0).contains("out of resources"), choice.rejected().toString());
  }

  @Test
  void aWrongDefaultIsReplacedByWhateverIsRight() {
    results.put(NAIVE, new float[] {0, 0, 0});
    nanos.put(SMALL, 9_000L);
    nanos.put(LARGE, 10_000L);

    Tuner.Choice choice = tune(Optional.empty());

    assertEquals(SMALL, choice.variant());
    assertEquals(NAIVE, choice.byDefault());
    assertEquals(0, choice.defaultNanos());
  }

  @Test
  void whereNoVariantIsRightNoneIsChosen() {
    for (KernelVariant variant : List.of(NAIVE, SMALL, LARGE)) {
      results.put(variant, new float[] {0, 0, 0});
    }

    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> tune(Optional.empty()));

    assertTrue(refusal.getMessage().contains("No variant of 'made-up' is right"));
    assertEquals(Optional.empty(), choices.forced(FAMILY, ladders.fitting(FAMILY)));
  }

  @Test
  void anEarlierChoiceIsTheOneToBeat() {
    nanos.put(SMALL, 795L);

    assertEquals(LARGE, tune(Optional.of(LARGE.name())).variant());
    assertEquals(SMALL, tune(Optional.of("gemm/99_gone")).variant());
  }
}
