package io.github.facenet4j.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.testing.RandomData;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Packed and transformed weights are kept until the weights change, and never longer. */
class DerivedFormsTest {
  private final Backend cpu = new CpuBackend(2, KernelChoice.choose("auto"));
  private final MemoryScope scope = MemoryScope.root(cpu, "test");
  private final RandomData data = new RandomData("derived forms");

  @AfterEach
  void close() {
    scope.close();
    cpu.close();
  }

  private Tensor random(Shape shape) {
    return scope.floats(shape, data.values(shape));
  }

  /** An op that reads weights, by its result. */
  private interface Op {
    float[] run(Tensor w);
  }

  /** The same bits in every call, and after a change those of weights that had no forms. */
  private void followsTheWeights(Shape shape, Op op) {
    Tensor w = random(shape);
    float[] first = op.run(w);
    for (int again = 0; again < 3; again++) {
      assertArrayEquals(first, op.run(w), "call " + again + " with the same weights");
    }
    cpu.elementwise().fill(w, 0.5f);
    float[] filled = new float[shape.intElements()];
    Arrays.fill(filled, 0.5f);
    assertArrayEquals(op.run(scope.floats(shape, filled)), op.run(w), "after an op wrote them");
    op.run(w);
    float[] written = data.values(shape);
    w.write(written);
    float[] last = op.run(w);
    assertArrayEquals(op.run(scope.floats(shape, written)), last, "after a transfer");
    assertNotEquals(first[0], last[0], "the result depends on the weights");
  }

  @Test
  void convolutionsFollowTheirWeights() {
    for (Conv2dSpec spec :
        new Conv2dSpec[] {
          new Conv2dSpec("winograd", 8, 12, 12, 16, 24, 3, 3, 1, 1, 1, 1),
          new Conv2dSpec("strided", 4, 12, 12, 16, 24, 3, 3, 2, 1, 1, 1),
          new Conv2dSpec("1x1", 4, 12, 12, 32, 40, 1, 1, 1, 0, 0, 1),
          new Conv2dSpec("few rows", 1, 3, 3, 32, 40, 1, 1, 1, 0, 0, 1)
        }) {
      Tensor x = random(spec.input());
      Tensor y = scope.floats(spec.output());
      followsTheWeights(
          spec.filter(),
          w -> {
            cpu.conv().forward(spec, x, w, Epilogue.NONE, y);
            return y.readFloats();
          });
      Tensor dy = random(spec.output());
      Tensor dx = scope.floats(spec.input());
      followsTheWeights(
          spec.filter(),
          w -> {
            cpu.conv().dataGradient(spec, dy, w, dx);
            return dx.readFloats();
          });
    }
  }

  @Test
  void productsFollowTheirRightOperand() {
    for (Transpose transpose : Transpose.values()) {
      GemmSpec spec = GemmSpec.of("product", 100, 48, 70).transposed(Transpose.NO, transpose);
      Tensor a = random(Shape.of(100, 70));
      Tensor c = scope.floats(Shape.of(100, 48));
      followsTheWeights(
          transpose == Transpose.NO ? Shape.of(70, 48) : Shape.of(48, 70),
          b -> {
            cpu.gemm().multiply(spec, a, b, Epilogue.NONE, c);
            return c.readFloats();
          });
    }
  }

  @Test
  void aFormIsKeptWhenItIsAskedForAgain() {
    DerivedForms forms = new DerivedForms();
    Scratch scratch = new Scratch();
    int[] made = new int[1];
    for (int call = 0; call < 4; call++) {
      float[] form =
          forms.get(
              "form",
              3,
              scratch,
              target -> {
                made[0]++;
                Arrays.fill(target, 0, 3, 7f);
              });
      assertEquals(7f, form[2]);
    }
    assertEquals(2, made[0]);
  }

  @Test
  void formsEndWithTheirStorage() {
    MemoryScope step = scope.child("step");
    Tensor w = step.floats(Shape.of(16));
    DerivedForms forms = CpuStorage.forms(w);
    CpuStorage storage = (CpuStorage) w.storage();
    step.close();
    Tensor next = scope.floats(Shape.of(16));
    assertEquals(storage, next.storage(), "the pool hands the same block out again");
    assertNotEquals(forms, CpuStorage.forms(next));
  }
}
