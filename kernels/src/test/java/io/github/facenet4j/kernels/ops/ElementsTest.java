package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ElementsTest {
  @Test
  void passesWhatAKernelCanIndex() {
    assertEquals(2147418112, Elements.count("conv1", 2147418112L));
  }

  @Test
  void refusesWhatWouldOverflowAKernelsIndex() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Elements.count("conv1", 1L << 31));
    assertEquals(
        "conv1: a tensor of 2147483648 elements was asked for; OpenCL kernels index at most 2147418112."
            + " Use a smaller batch.",
        refused.getMessage());
  }
}
