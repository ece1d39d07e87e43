package io.github.facenet4j.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes and reads keep the order of the calls, through rings of several sizes and directly. */
class OpenClTransfersTest {
  @AfterEach
  void forget() {
    System.clearProperty(StagingRing.SIZE_PROPERTY);
  }

  private static Backend open(int ring) {
    System.setProperty(StagingRing.SIZE_PROPERTY, String.valueOf(ring));
    return TestDevice.open();
  }

  private static float[] counted(int length, float first) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = first + i;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 4096, 1 << 20})
  void aWriteWaitsItsTurnBehindWhatUsesTheTarget(int ring) {
    try (Backend backend = open(ring);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Shape shape = Shape.of(1000);
      Tensor x = scope.floats(shape);
      float[] values = new float[1000];
      List<Tensor> copies = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Arrays.fill(values, i);
        x.write(values);
        Arrays.fill(values, -1); // the array is the caller's again
        Tensor copy = scope.floats(shape);
        backend.elementwise().scaleAdd(2, x, 0, copy);
        copies.add(copy);
      }
      for (int i = 0; i < 50; i++) {
        Arrays.fill(values, 2 * i);
        assertArrayEquals(values, copies.get(i).readFloats(), "copy " + i);
      }
      Arrays.fill(values, 49);
      assertArrayEquals(values, x.readFloats());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 4096, 1 << 20})
  void arraysOfAnySizePassThroughTheRing(int ring) {
    try (Backend backend = open(ring);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      for (int length : new int[] {1, 15, 16, 17, 63, 64, 65, 1023, 1025, 40_000}) {
        float[] values = counted(length, 0.5f);
        assertArrayEquals(values, scope.floats(Shape.of(length), values).readFloats());
        int[] ints = new int[length];
        Arrays.setAll(ints, i -> -i);
        assertArrayEquals(ints, scope.ints(Shape.of(length), ints).readInts());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 1 << 20})
  void severalThreadsWriteComputeAndRead(int ring) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (Backend backend = open(ring)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        float own = thread * 1000;
        done.add(pool.submit(() -> writeAddRead(backend, own)));
      }
      for (Future<?> each : done) {
        each.get();
      }
      assertEquals(0, backend.memory().liveBytes());
    } finally {
      pool.shutdown();
    }
  }

  private static void writeAddRead(Backend backend, float own) {
    for (int i = 0; i < 100; i++) {
      try (MemoryScope scope = MemoryScope.root(backend, "thread")) {
        float[] values = counted(100 + i, own + i);
        Tensor x = scope.floats(Shape.of(values.length), values);
        Tensor y = scope.floats(x.shape());
        backend.elementwise().scaleAdd(1, x, 0, y);
        x.write(new float[values.length]);
        assertArrayEquals(values, y.readFloats());
      }
    }
  }

  /** A ring with room for the array: nothing waits until the read. */
  @ParameterizedTest
  @ValueSource(ints = 1 << 20)
  void aWriteWithRoomInTheRingDoesNotWait(int ring) {
    try (Backend backend = open(ring);
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor x = scope.zeros(Shape.of(100));
      for (int i = 0; i < 20; i++) {
        x.write(counted(100, i));
        backend.elementwise().add(x, x, x);
      }
      assertEquals(0, backend.counters().waits());
      assertEquals(2 * 19, x.readFloats()[0]);
      assertEquals(1, backend.counters().waits());
      x.readFloats();
      assertEquals(1, backend.counters().waits(), "nothing to wait for");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lots", "-1", "100", "99999999999"})
  void refusesASizeThatIsNone(String size) {
    TestDevice.open().close();
    System.setProperty(StagingRing.SIZE_PROPERTY, size);
    assertThrows(IllegalArgumentException.class, TestDevice::open);
  }
}
