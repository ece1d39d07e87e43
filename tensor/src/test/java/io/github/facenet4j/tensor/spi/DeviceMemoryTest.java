package io.github.facenet4j.tensor.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
  private final SmallDevice device = new SmallDevice(1000);
  private final DeviceMemory memory = new DeviceMemory(device);

  /** Room for so many elements and not one more. */
  private static final class SmallDevice implements StorageAllocator {
    private record Block(DataType type, long elements) implements Storage {}

    private final long room;
    private final List<Storage> allocated = new ArrayList<>();

    SmallDevice(long room) {
      this.room = room;
    }

    long used() {
      return allocated.stream().mapToLong(Storage::elements).sum();
    }

    @Override
    public Storage allocate(DataType type, long elements) {
      if (used() + elements > room) {
        throw new DeviceMemoryException("full");
      }
      Storage block = new Block(type, elements);
      allocated.add(block);
      return block;
    }

    @Override
    public void free(Storage storage) {
      assertTrue(allocated.removeIf(block -> block == storage), "freed what it did not have");
    }
  }

  @Test
  void sizeClassesAreAtMostAQuarterLargerThanAsked() {
    assertEquals(16, DeviceMemory.sizeClass(1));
    assertEquals(16, DeviceMemory.sizeClass(16));
    assertEquals(20, DeviceMemory.sizeClass(17));
    assertEquals(32, DeviceMemory.sizeClass(32));
    assertEquals(40, DeviceMemory.sizeClass(33));
    assertEquals(1L << 40, DeviceMemory.sizeClass(1L << 40));
    for (long elements = 16; elements < 5000; elements++) {
      long capacity = DeviceMemory.sizeClass(elements);
      assertTrue(capacity >= elements && 4 * capacity <= 5 * elements + 4, elements + " elements");
      assertEquals(capacity, DeviceMemory.sizeClass(capacity), "the class of a class is itself");
    }
  }

  @Test
  void reusesABlockOfTheSameTypeAndClass() {
    Storage first = memory.take(DataType.FLOAT32, 100);
    memory.give(first);
    assertEquals(0, memory.liveBytes());
    assertEquals(4 * 112, memory.idleBytes());
    assertNotSame(first, memory.take(DataType.INT32, 100));
    assertNotSame(first, memory.take(DataType.FLOAT32, 200));
    assertSame(first, memory.take(DataType.FLOAT32, 98));
    assertEquals(0, memory.idleBytes());
  }

  @Test
  void aFullDeviceIsTriedAgainAfterThePoolWasEmptied() {
    memory.give(memory.take(DataType.FLOAT32, 448));
    Storage kept = memory.take(DataType.INT32, 448);
    Storage large = memory.take(DataType.FLOAT32, 512);
    assertEquals(512, large.elements());
    assertEquals(0, memory.idleBytes());
    assertEquals(960, device.used());
    memory.give(kept);
  }

  @Test
  void aFullDeviceRefusesWhenThePoolIsEmpty() {
    Storage kept = memory.take(DataType.FLOAT32, 896);
    assertThrows(DeviceMemoryException.class, () -> memory.take(DataType.FLOAT32, 448));
    assertEquals(4 * 896, memory.liveBytes());
    memory.give(kept);
    assertEquals(448, memory.take(DataType.FLOAT32, 448).elements());
  }

  @Test
  void anAbsurdSizeIsRefusedAsMemoryNotAsArithmetic() {
    assertThrows(DeviceMemoryException.class, () -> memory.take(DataType.FLOAT32, 1L << 62));
    assertThrows(DeviceMemoryException.class, () -> memory.take(DataType.FLOAT32, Long.MAX_VALUE));
  }

  @Test
  void whatWasNotTakenCannotBeGiven() {
    Storage taken = memory.take(DataType.FLOAT32, 10);
    memory.give(taken);
    assertThrows(IllegalArgumentException.class, () -> memory.give(taken));
    Storage stranger = new SmallDevice(100).allocate(DataType.FLOAT32, 16);
    assertThrows(IllegalArgumentException.class, () -> memory.give(stranger));
    assertEquals(0, memory.liveBytes());
  }

  @Test
  void remembersTheMostThatWasHeld() {
    Storage a = memory.take(DataType.FLOAT32, 256);
    Storage b = memory.take(DataType.FLOAT32, 128);
    memory.give(a);
    memory.give(b);
    memory.trim();
    assertEquals(4 * 384, memory.peakBytes());
    assertEquals(0, device.used());
  }

  @Test
  void closingFreesLiveBlocksTooAndForgivesTheirLateReturn() {
    Storage live = memory.take(DataType.FLOAT32, 16);
    memory.give(memory.take(DataType.FLOAT32, 64));
    memory.close();
    assertEquals(0, device.used());
    assertEquals(0, memory.liveBytes());
    memory.give(live);
    memory.close();
    assertThrows(IllegalStateException.class, () -> memory.take(DataType.FLOAT32, 1));
  }
}
