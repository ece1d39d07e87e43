package io.github.facenet4j.tensor.io;

import static io.github.facenet4j.tensor.io.TestFiles.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredTypeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0x0p0",
    "0x8000, -0x0p0",
    "0x3c00, 0x1p0",
    "0xc000, -0x1p1",
    "0x3555, 0x1.554p-2",
    "0x7bff, 0x1.ffcp15",
    "0x0400, 0x1p-14",
    "0x03ff, 0x1.ff8p-15",
    "0x8001, -0x1p-24",
    "0x7c00, Infinity",
    "0xfc00, -Infinity",
    "0x7e00, NaN"
  })
  void convertsHalfPrecision(String bits, float expected) {
    assertEquals(expected, StoredType.halfToFloat((short) (int) Integer.decode(bits)));
  }

  private SafetensorsFile file(StoredType type, int count, Consumer<ByteBuffer> fill)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    fill.accept(data);
    String header = "{" + entry("t", type.name(), "[" + count + "]", 0, data.capacity()) + "}";
    return SafetensorsFile.open(TestFiles.write(folder, header, data.array()));
  }

  @Test
  void readsEveryFloatTypeAsSinglePrecision() throws IOException {
    try (SafetensorsFile file =
        file(StoredType.F64, 2, data -> data.putDouble(0.1).putDouble(-1e300))) {
      assertArrayEquals(new float[] {0.1f, Float.NEGATIVE_INFINITY}, file.readFloats("t"));
    }
    try (SafetensorsFile file =
        file(StoredType.BF16, 2, data -> data.putShort((short) 0x3f80).putShort((short) 0xc049))) {
      assertArrayEquals(new float[] {1, -3.140625f}, file.readFloats("t"));
    }
    try (SafetensorsFile file = file(StoredType.F16, 1, data -> data.putShort((short) 0x3800))) {
      assertArrayEquals(new float[] {0.5f}, file.readFloats("t"));
    }
  }

  @Test
  void readsEveryIntegerType() throws IOException {
    try (SafetensorsFile file = file(StoredType.I64, 2, data -> data.putLong(-7).putLong(9))) {
      assertArrayEquals(new int[] {-7, 9}, file.readInts("t"));
      assertArrayEquals(new float[] {-7, 9}, file.readFloats("t"));
    }
    try (SafetensorsFile file =
        file(StoredType.I16, 2, data -> data.putShort((short) -300).putShort((short) 300))) {
      assertArrayEquals(new int[] {-300, 300}, file.readInts("t"));
    }
    try (SafetensorsFile file = file(StoredType.I8, 1, data -> data.put((byte) 0xff))) {
      assertArrayEquals(new int[] {-1}, file.readInts("t"));
    }
    try (SafetensorsFile file = file(StoredType.U8, 1, data -> data.put((byte) 0xff))) {
      assertArrayEquals(new int[] {255}, file.readInts("t"));
    }
  }

  @Test
  void refusesAnIntegerOfMoreThan32Bits() throws IOException {
    try (SafetensorsFile file = file(StoredType.I64, 1, data -> data.putLong(1L << 31))) {
      String message =
          assertThrows(WeightsFormatException.class, () -> file.readInts("t")).getMessage();
      assertTrue(message.contains("holds 2147483648, which needs 64 bits"), message);
    }
  }

  /** Every half comes back, and between two neighbours the nearer one is taken, or the even one. */
  @Test
  void roundsToTheNearestHalf() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      float half = StoredType.halfToFloat((short) bits);
      assertEquals((short) bits, StoredType.floatToHalf(half));
      assertEquals((short) (bits | 0x8000), StoredType.floatToHalf(-half));
      float next = bits == 0x7bff ? 65_536 : StoredType.halfToFloat((short) (bits + 1));
      float middle = half + (next - half) / 2;
      int even = bits + (bits & 1);
      assertEquals((short) even, StoredType.floatToHalf(middle));
      assertEquals((short) bits, StoredType.floatToHalf(Math.nextDown(middle)));
      assertEquals((short) (bits + 1), StoredType.floatToHalf(Math.nextUp(middle)));
    }
    assertEquals((short) 0x7c00, StoredType.floatToHalf(Float.POSITIVE_INFINITY));
    assertEquals((short) 0xfc00, StoredType.floatToHalf(Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(StoredType.halfToFloat(StoredType.floatToHalf(Float.NaN))));
  }
}
