package io.github.facenet4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadsTest {

  @Test
  void everyRowIsFoundAgainByItsName() {
    for (Workload workload : Workloads.full()) {
      Workload again = Workloads.named(workload.name());

      assertEquals(workload.name(), again.name());
      assertEquals(workload.cost(), again.cost());
    }
  }

  @Test
  void everyRowHasANameOfItsOwnAndARate() {
    Set<String> names = new HashSet<>();
    for (Workload workload : Workloads.full()) {
      assertTrue(names.add(workload.name()), workload.name());
      Workload.Cost cost = workload.cost();
      boolean arithmetic = cost.bound() == Workload.Bound.ARITHMETIC;
      assertTrue((arithmetic ? cost.multiplyAdds() : cost.bytes()) > 0, workload.name());
    }
  }

  static Stream<Arguments> smallOnesOnEveryDevice() {
    List<String> names =
        List.of(
            "gemm/nn 5x6x7",
            "gemm/tn 5x6x7",
            "gemm/nt 5x6x7",
            "gemm/tt 5x6x7",
            "conv/forward 2x5x5x3x4x3x2x1",
            "conv/dataGradient 2x5x5x3x4x3x1x1",
            "conv/weightGradient 2x5x5x3x4x1x1x0",
            "conv/forward 2x5x5x3x0x3x1x1",
            "distance/pairwise 3x2x8",
            "selection/semiHard 3x2x8",
            "triplet/loss 3x2x8",
            "mining/step 3x2x8",
            "layer/maxPool/inference 2x6x6x4",
            "layer/maxPool/training 2x6x6x4",
            "layer/lrn/training 2x6x6x8",
            "layer/relu/training 2x6x6x4",
            "layer/batchNormRelu/training 2x6x6x4",
            "layer/concat 2x6x6x4",
            "facenet-tiny/inference 2x1x1x1",
            "facenet-tiny/training 4x1x1x1");
    return TestDevices.all()
        .flatMap(device -> names.stream().map(name -> Arguments.of(device, name)));
  }

  @ParameterizedTest
  @MethodSource("smallOnesOnEveryDevice")
  void smallOnesComputeAndGiveTheirMemoryBack(String device, String name) {
    try (Backend backend = TestDevices.open(device)) {
      long launches = backend.counters().launches();
      try (MemoryScope scope = MemoryScope.root(backend, "test")) {
        Runnable call = Workloads.named(name).setup().prepare(scope);
        call.run();
        call.run(); // what is derived from weights is kept from the second use on
        long live = backend.memory().liveBytes();
        call.run();
        backend.finish();

        assertEquals(live, backend.memory().liveBytes(), "a call must free what it takes");
      }
      assertTrue(backend.counters().launches() > launches, "nothing was computed");
      assertEquals(0, backend.memory().liveBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gemm/nn",
        "gemm/nx 1x2x3",
        "gemm/nn 1x2",
        "gemm/nn 1x2x3x4",
        "gemm/nn ax2x3",
        "gemm/nn 0x2x3",
        "gemm/nn 99999999999x2x3",
        "conv/sideways 2x5x5x3x4x3x2x1",
        "conv 2x5x5x3x4x3x2x1",
        "layer/none 1x2x3x4",
        "nn5/inference 1x96x96x3",
        "nn4.small2/sleeping 1x96x96x3",
        "what 1x2",
        ""
      })
  void othersAreRefusedInOneSentence(String name) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Workloads.named(name));

    assertTrue(refusal.getMessage().contains(" "), refusal.getMessage());
    assertTrue(refusal.getMessage().lines().count() == 1, refusal.getMessage());
  }

  @Test
  void networksCountTheMultiplyAddsOfTheirPasses() {
    long inference = NetworkWorkloads.inference("nn4.small2", 2).cost().multiplyAdds();
    long training = NetworkWorkloads.training("nn4.small2", 2).cost().multiplyAdds();
    long firstLayer = 2L * 48 * 48 * 64 * 7 * 7 * 3;

    assertEquals(3 * inference - firstLayer, training);
  }
}
