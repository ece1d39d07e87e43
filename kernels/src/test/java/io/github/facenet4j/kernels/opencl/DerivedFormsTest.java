package io.github.facenet4j.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.testing.TestDevice;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When what was derived from a tensor's contents is kept, and when it goes. */
class DerivedFormsTest {
  private OpenClBackend backend;
  private MemoryScope scope;
  private Tensor source;
  private int fills;

  @BeforeEach
  void open() {
    backend = TestDevice.open();
    scope = MemoryScope.root(backend, "test");
    source = scope.floats(Shape.of(64), new float[64]);
  }

  @AfterEach
  void close() {
    if (backend != null) {
      scope.close();
      assertEquals(0, backend.memory().liveBytes(), "forms go with their source");
      backend.close();
    }
  }

  private void use(Object form) {
    try (Scratch derived = backend.runtime().derived(source, form, 64, storage -> fills++)) {
      derived.storage();
    }
  }

  private void useThrice() {
    use("form");
    use("form");
    use("form");
  }

  @Test
  void fillsTwiceThenKeeps() {
    useThrice();
    use("form");
    assertEquals(2, fills);
  }

  @Test
  void keepsNothingAfterASingleUse() {
    long before = backend.memory().liveBytes();
    use("form");
    use("other form");
    assertEquals(before, backend.memory().liveBytes());
  }

  @Test
  void startsAnewAfterTheHostWrote() {
    useThrice();
    source.write(new float[64]);
    useThrice();
    assertEquals(4, fills);
  }

  @Test
  void startsAnewAfterAKernelWrote() {
    useThrice();
    backend
        .runtime()
        .kernel(KernelVariant.of("testing/zeros.cl").group(64))
        .launch("write", WorkSize.of(64), 64, source);
    useThrice();
    assertEquals(4, fills);
  }

  @Test
  void staysWhenAKernelOnlyReads() {
    useThrice();
    Tensor c = scope.floats(Shape.of(8, 8));
    GemmSpec spec = GemmSpec.of("read", 8, 8, 8);
    Tensor matrix = source.reshape(Shape.of(8, 8));
    backend.gemm().multiply(spec, matrix, matrix, Epilogue.NONE, c);
    useThrice();
    assertEquals(2, fills);
  }

  @Test
  void keepsNothingThatCouldNotBeFilled() {
    long before = backend.memory().liveBytes();
    for (int i = 0; i < 3; i++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              backend
                  .runtime()
                  .derived(
                      source,
                      "form",
                      64,
                      storage -> {
                        throw new IllegalStateException("refused");
                      }));
    }
    assertEquals(before, backend.memory().liveBytes());
  }

  @Test
  void productsFollowTheirOperands() {
    GemmSpec spec = GemmSpec.of("product", 8, 8, 8);
    Tensor b = source.reshape(Shape.of(8, 8));
    float[] identity = new float[64];
    for (int i = 0; i < 8; i++) {
      identity[9 * i] = 1;
    }
    Tensor a = scope.floats(Shape.of(8, 8), identity);
    Tensor c = scope.floats(Shape.of(8, 8));
    for (int round = 1; round <= 3; round++) {
      float[] values = new float[64];
      for (int i = 0; i < 64; i++) {
        values[i] = round * i;
      }
      b.write(values);
      for (int i = 0; i < 3; i++) {
        backend.gemm().multiply(spec, a, b, Epilogue.NONE, c);
        assertArrayEquals(values, c.readFloats());
      }
    }
  }
}
