package io.github.facenet4j.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The budget of device memory and what its end looks like. */
class OpenClMemoryTest {
  private static final int MEBIBYTE = 1 << 20;

  @AfterEach
  void noLimit() {
    System.clearProperty(OpenClAllocator.LIMIT_PROPERTY);
  }

  private static OpenClBackend openWithLimit(long bytes) {
    System.setProperty(OpenClAllocator.LIMIT_PROPERTY, String.valueOf(bytes));
    return TestDevice.open();
  }

  private static Tensor mebibytes(MemoryScope scope, int count) {
    return scope.floats(Shape.of(count, MEBIBYTE / 4));
  }

  @Test
  void saysWhatWasAskedAndWhatIsInUse() {
    try (OpenClBackend backend = openWithLimit(8 * MEBIBYTE);
        MemoryScope scope = MemoryScope.root(backend, "full")) {
      mebibytes(scope, 5);
      DeviceMemoryException refused =
          assertThrows(DeviceMemoryException.class, () -> mebibytes(scope, 4));
      assertTrue(
          refused.getMessage().contains("cannot provide 4 MiB: 5 MiB of its 8 MiB are in use"),
          refused.getMessage());
      assertTrue(refused.getMessage().contains("smaller batch"), refused.getMessage());
      assertTrue(
          refused.getMessage().startsWith("Scope 'full' asked for a tensor 4x262144. "),
          refused.getMessage());
    }
  }

  @Test
  void goesOnAfterTheRefusal() {
    try (OpenClBackend backend = openWithLimit(8 * MEBIBYTE);
        MemoryScope scope = MemoryScope.root(backend, "full")) {
      Tensor large = mebibytes(scope, 7);
      assertThrows(DeviceMemoryException.class, () -> mebibytes(scope, 2));
      scope.release(large);
      Tensor other = mebibytes(scope, 2);
      float[] values = new float[2 * MEBIBYTE / 4];
      values[values.length - 1] = 3;
      other.write(values);
      assertArrayEquals(values, other.readFloats());
    }
  }

  @Test
  void emptiesThePoolBeforeItRefuses() {
    try (OpenClBackend backend = openWithLimit(8 * MEBIBYTE)) {
      try (MemoryScope scope = MemoryScope.root(backend, "first")) {
        mebibytes(scope, 5);
      }
      assertEquals(5 * MEBIBYTE, backend.memory().idleBytes());
      try (MemoryScope scope = MemoryScope.root(backend, "second")) {
        mebibytes(scope, 6);
        assertEquals(0, backend.memory().idleBytes());
      }
      assertEquals(0, backend.memory().liveBytes());
    }
  }

  @Test
  void refusesABufferLargerThanTheDeviceAllows() {
    try (OpenClBackend backend = TestDevice.open();
        MemoryScope scope = MemoryScope.root(backend, "huge")) {
      long most = backend.runtime().limits().maxAllocationBytes();
      int rows = (int) (most / MEBIBYTE) + 1;
      DeviceMemoryException refused =
          assertThrows(DeviceMemoryException.class, () -> mebibytes(scope, rows));
      assertTrue(refused.getMessage().contains("largest single buffer"), refused.getMessage());
    }
  }

  @Test
  void refusesALimitThatIsNoNumber() {
    TestDevice.open().close();
    System.setProperty(OpenClAllocator.LIMIT_PROPERTY, "lots");
    assertThrows(IllegalArgumentException.class, TestDevice::open);
  }
}
