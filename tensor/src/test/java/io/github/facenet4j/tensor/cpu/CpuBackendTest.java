package io.github.facenet4j.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Choosing, describing and filling the device. */
class CpuBackendTest {

  @AfterEach
  void clearSettings() {
    System.clearProperty(CpuProvider.THREADS_PROPERTY);
    System.clearProperty(KernelChoice.PROPERTY);
  }

  private static DeviceInfo device() {
    return new CpuProvider().devices().get(0);
  }

  @Test
  void takesOneThreadAProcessorUnlessTold() {
    int processors = Runtime.getRuntime().availableProcessors();
    assertEquals(Integer.toString(processors), device().properties().get("threads"));
    System.setProperty(CpuProvider.THREADS_PROPERTY, "5");
    assertEquals("5", device().properties().get("threads"));
  }

  @Test
  void saysWhatIsWrongWithASetting() {
    System.setProperty(CpuProvider.THREADS_PROPERTY, "none");
    assertFalse(device().available());
    assertEquals(
        "-Dfacenet4j.cpu.threads=none must be a whole number of at least 1.", device().reason());
    assertThrows(BackendUnavailableException.class, () -> Backends.require("cpu"));
    System.clearProperty(CpuProvider.THREADS_PROPERTY);
    System.setProperty(KernelChoice.PROPERTY, "maybe");
    assertEquals(
        "-Dfacenet4j.cpu.vector=maybe is not known. Use auto, on or off.", device().reason());
  }

  @Test
  void takesPlainLoopsWhenTold() {
    System.setProperty(KernelChoice.PROPERTY, "off");
    assertEquals("plain loops", device().properties().get("kernels"));
  }

  @Test
  void knowsOneDevice() {
    BackendUnavailableException refused =
        assertThrows(BackendUnavailableException.class, () -> Backends.require("cpu:1"));
    assertTrue(refused.getMessage().contains("'cpu:1'"), refused.getMessage());
  }

  @Test
  void countsTransfersAndCalls() {
    try (Backend backend = Backends.require("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor a = scope.floats(Shape.of(3), new float[] {1, 2, 3});
      backend.elementwise().add(a, a, a);
      assertEquals(6, a.readFloats()[2]);
      assertEquals(12, backend.counters().bytesWritten());
      assertEquals(12, backend.counters().bytesRead());
      assertEquals(1, backend.counters().launches());
    }
  }

  @Test
  void saysHowToGetMoreMemory() {
    try (Backend backend = Backends.require("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor held = scope.floats(Shape.of(1 << 20));
      Shape tooLarge = Shape.of(1 << 8, 5 << 20); // more than twice the heap of the tests
      DeviceMemoryException full =
          assertThrows(DeviceMemoryException.class, () -> scope.floats(tooLarge));
      assertTrue(full.getMessage().contains("asked for 5120 MB"), full.getMessage());
      assertTrue(full.getMessage().contains("tensors hold 4 MB"), full.getMessage());
      assertTrue(full.getMessage().contains("-Xmx"), full.getMessage());
      DeviceMemoryException tooLong =
          assertThrows(DeviceMemoryException.class, () -> scope.floats(Shape.of(1 << 20, 1 << 12)));
      assertTrue(tooLong.getMessage().contains("2^31"), tooLong.getMessage());
      assertFalse(held.isReleased());
    }
  }

  @Test
  void refusesTensorsOfAnotherDevice() {
    try (Backend backend = Backends.require("cpu");
        ReferenceBackend other = new ReferenceBackend();
        MemoryScope here = MemoryScope.root(backend, "here");
        MemoryScope there = MemoryScope.root(other, "there")) {
      Tensor a = here.zeros(Shape.of(3));
      Tensor b = there.zeros(Shape.of(3));
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> backend.elementwise().add(a, b, a));
      assertTrue(refused.getMessage().contains("not on 'cpu'"), refused.getMessage());
    }
  }
}
