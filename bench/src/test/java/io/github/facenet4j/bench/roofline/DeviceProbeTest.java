package io.github.facenet4j.bench.roofline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.opencl.OpenClProvider;
import io.github.facenet4j.kernels.opencl.Profiling;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DeviceType;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The probes that a GPU is held against, on whatever OpenCL device there is. */
class DeviceProbeTest {
  private static final long GIBIBYTE = 1L << 30;

  private OpenClBackend backend;

  @BeforeEach
  void open() {
    backend = TestDevices.openCl(() -> OpenClProvider.open("opencl", Profiling.ON));
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void rooflineOfKernelsKeepsItsSamplesAndLeavesNothingBehind() {
    try (Roofline roofline = Roofline.ofKernels(backend)) {
      assertEquals(backend.runtime().limits().computeUnits(), roofline.threads());
      double peak = roofline.samplePeak();
      assertTrue(peak > 0 && Double.isFinite(peak), "peak " + peak);
      assertEquals(List.of(peak), roofline.peakSamples());
      assertEquals(0, roofline.bandwidthBytes());

      double byArithmetic = roofline.sampleLeastNanos(peak, 1L << 40, 4096);
      assertEquals(2.0 * (1L << 40) / peak, byArithmetic, "nanoseconds where bytes are few");
      double byBytes = roofline.sampleLeastNanos(peak, 0, 4096);
      assertTrue(byBytes > 0 && Double.isFinite(byBytes), "nanoseconds of the bytes " + byBytes);
      assertEquals(List.of(), roofline.bandwidthSamples(), "copies of a row's size do not count");
    }
    assertEquals(List.of(), backend.drainTimings(), "event times of the probes");
    assertEquals(0, backend.memory().liveBytes(), "live bytes");
  }

  @Test
  void countsTwoOperationsForEachOfTheThirtyTwoMultiplyAddsOfARound() {
    assertEquals(2.0 * 32 * 1000 * 10 / 5000, DeviceProbe.gflops(1000, 10, 5000));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16})
  void multiplyAddsConvergeAndAreAllWritten(int vector) {
    int items = 8;
    KernelVariant variant =
        KernelVariant.of("probe/fma_peak.cl").with("GROUP", 4).with("VECTOR", vector).group(4);
    try (MemoryScope scope = MemoryScope.root(backend, "probe")) {
      Tensor out = scope.floats(Shape.of(items * vector), filled(items * vector));
      backend.runtime().kernel(variant).launch("probe", WorkSize.of(items), 100, 0.5f, 1f, out);
      for (float sum : out.readFloats()) {
        assertEquals(16, sum, 1e-3, "eight chains of limit 1/(1-0.5)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 100})
  void copiesNoiseAndNothingBehindIt(int vectors) {
    int length = 4 * vectors;
    try (MemoryScope scope = MemoryScope.root(backend, "probe")) {
      Tensor from = scope.floats(Shape.of(length));
      Tensor to = scope.floats(Shape.of(length + 4), filled(length + 4));
      backend
          .runtime()
          .kernel(KernelVariant.of("probe/noise.cl").with("GROUP", 64).group(64))
          .launch("probe", WorkSize.of(length), length, from);
      backend
          .runtime()
          .kernel(KernelVariant.of("probe/copy.cl").with("GROUP", 64).with("VECTOR", 4).group(64))
          .launch("probe", WorkSize.of(vectors), vectors, from, to);
      float[] noise = from.readFloats();
      float[] copied = to.readFloats();
      assertArrayEquals(noise, Arrays.copyOf(copied, length));
      assertArrayEquals(filled(4), Arrays.copyOfRange(copied, length, length + 4));
      for (int i = 0; i < length; i++) {
        assertTrue(noise[i] >= 1 && noise[i] < 2, "noise " + noise[i]);
        assertTrue(i == 0 || noise[i] != noise[i - 1], "neighbours differ at " + i);
      }
    }
  }

  @Test
  void copiesHalfAGibibyteWhereTheDeviceHasThatMuch() {
    assertEquals(GIBIBYTE, DeviceProbe.bytesBeyondCaches(device(140 * GIBIBYTE, 35 * GIBIBYTE)));
    assertEquals(GIBIBYTE / 2, DeviceProbe.bytesBeyondCaches(device(2 * GIBIBYTE, GIBIBYTE)));
    assertEquals(GIBIBYTE / 4, DeviceProbe.bytesBeyondCaches(device(64 * GIBIBYTE, 1 << 27)));
  }

  @Test
  void saysWhatALaunchCosts() {
    LaunchCost cost = LaunchCost.of(backend).orElseThrow();
    assertTrue(cost.inTurnNanos() > 0, cost.toString());
    assertTrue(cost.toFinishNanos() > 0, cost.toString());
    assertEquals(List.of(), backend.drainTimings(), "event times of empty kernels");
    assertEquals(Optional.empty(), LaunchCost.of(TestDevices.open("cpu")));
  }

  private static DeviceLimits device(long memoryBytes, long allocationBytes) {
    return new DeviceLimits(
        "X", "1", DeviceType.GPU, 132, 1, 1024, 48 << 10, memoryBytes, allocationBytes);
  }

  private static float[] filled(int length) {
    float[] values = new float[length];
    Arrays.fill(values, -7);
    return values;
  }
}
