package io.github.facenet4j.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.facenet4j.tensor.spi.RowDots;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of products of bytes are exact, whichever loops compute them. */
class RowDotsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 16, 31, 33, 64, 100, 128, 256, 513})
  void everyKernelGivesTheExactSum(int width) {
    SplittableRandom random = new SplittableRandom(width);
    int rows = 13;
    int first = 5;
    byte[] data = new byte[first + rows * width];
    byte[] vector = new byte[width];
    random.nextBytes(data);
    random.nextBytes(vector);
    data[first] = Byte.MIN_VALUE;
    vector[0] = Byte.MIN_VALUE;
    int[] expected = new int[rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        expected[i] += data[first + i * width + j] * vector[j];
      }
    }
    for (String setting : new String[] {"off", "auto"}) {
      int[] dots = new int[rows];
      KernelChoice.choose(setting).metric().byteDots(data, first, width, vector, dots);
      assertArrayEquals(expected, dots, setting);
    }
  }

  @Test
  void isFoundAsAService() {
    assertInstanceOf(CpuRowDots.class, RowDots.fastest());
  }
}
