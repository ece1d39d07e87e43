package io.github.facenet4j.tensor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.OptimOps;
import io.github.facenet4j.tensor.spi.OptimSpec;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A device that computes wrong is found out, one that computes right is left alone. */
class SelfCheckingBackendTest {
  private static final GemmSpec SPEC = GemmSpec.of("fc", 3, 5, 4);

  /** The pure-JVM device with another family of ops. */
  private static Backend with(String family, Object ops, Backend cpu) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) ->
                method.getName().equals(family) ? ops : method.invoke(cpu, arguments));
  }

  private static void product(Backend backend) {
    try (MemoryScope scope = MemoryScope.root(backend, "test")) {
      Tensor a = counted(scope, Shape.of(3, 4));
      Tensor b = counted(scope, Shape.of(4, 5));
      Tensor c = scope.floats(Shape.of(3, 5));
      backend.gemm().multiply(SPEC, a, b, Epilogue.NONE, c);
    }
  }

  private static Tensor counted(MemoryScope scope, Shape shape) {
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 5.3f;
    }
    return scope.floats(shape, values);
  }

  private static String refusal(Consumer<float[]> spoils, boolean spoilsInput) {
    try (Backend cpu = Backends.require("cpu")) {
      GemmOps wrong =
          (spec, a, b, epilogue, c) -> {
            cpu.gemm().multiply(spec, a, b, epilogue, c);
            cpu.counters().addLaunch("gemm/99_wrong TILE=7");
            Tensor victim = spoilsInput ? a : c;
            float[] values = new float[victim.shape().intElements()];
            cpu.readFloats(victim, values);
            spoils.accept(values);
            cpu.writeFloats(victim, values);
          };
      try (Backend checked = new SelfCheckingBackend(with("gemm", wrong, cpu), 1)) {
        return assertThrows(SelfCheckException.class, () -> product(checked)).getMessage();
      }
    }
  }

  @Test
  void namesOpKernelShapesDifferenceAndBound() {
    String message = refusal(values -> values[7] += 0.01f, false);
    assertTrue(message.contains("Gemm.multiply on 'cpu'"), message);
    assertTrue(message.contains("gemm/99_wrong TILE=7"), message);
    assertTrue(message.contains("element 7 of operand 3 3x5"), message);
    assertTrue(message.contains("layer=fc"), message);
    assertTrue(message.contains("difference 0.01") && message.contains("allowed"), message);
    assertTrue(message.contains("1 of 15 elements"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void findsAValueThatIsNoNumber() {
    assertTrue(refusal(values -> values[0] = Float.NaN, false).contains("is NaN"));
  }

  @Test
  void findsAnInputThatWasChanged() {
    assertTrue(refusal(values -> values[2] = 100, true).contains("element 2 of operand 1 3x4"));
  }

  @Test
  void repeatsAboutOneCallInSoManyAndTheSameOnesAgain() {
    long first = checkedOf(2000, 10);
    assertTrue(first > 120 && first < 280, "about 200 of 2000 calls: " + first);
    assertEquals(first, checkedOf(2000, 10));
    assertEquals(50, checkedOf(50, 1));
  }

  private static long checkedOf(int calls, int oneIn) {
    try (SelfCheckingBackend checked = new SelfCheckingBackend(Backends.require("cpu"), oneIn)) {
      for (int i = 0; i < calls; i++) {
        product(checked);
      }
      return checked.checkedCalls();
    }
  }

  @Test
  void addsToWhatTheResultHeldBefore() {
    try (Backend checked = new SelfCheckingBackend(Backends.require("cpu"), 1);
        MemoryScope scope = MemoryScope.root(checked, "test")) {
      Tensor c = counted(scope, Shape.of(3, 5));
      float[] before = c.readFloats();
      Tensor a = counted(scope, Shape.of(3, 4));
      Tensor b = scope.zeros(Shape.of(4, 5));
      checked.gemm().multiply(SPEC.adding(), a, b, Epilogue.NONE, c);
      assertEquals(before[14], c.readFloats()[14]);
    }
  }

  @Test
  void repeatsAnUpdateOfAListAsOneCall() {
    try (SelfCheckingBackend checked = new SelfCheckingBackend(Backends.require("cpu"), 1)) {
      update(checked);
      assertEquals(1, checked.checkedCalls());
    }
  }

  @Test
  void findsTheTensorOfAListThatIsWrong() {
    try (Backend cpu = Backends.require("cpu")) {
      Object wrong =
          Proxy.newProxyInstance(
              OptimOps.class.getClassLoader(),
              new Class<?>[] {OptimOps.class},
              (proxy, method, arguments) -> {
                method.invoke(cpu.optim(), arguments);
                cpu.writeFloats((Tensor) ((List<?>) arguments[1]).get(1), new float[] {1, 2, 3});
                return null;
              });
      try (Backend checked = new SelfCheckingBackend(with("optim", wrong, cpu), 1)) {
        String message = assertThrows(SelfCheckException.class, () -> update(checked)).getMessage();
        assertTrue(message.contains("Optim.sgd on 'cpu'"), message);
        assertTrue(message.contains("of operand 2 3 "), message);
        assertTrue(message.contains("learningRate=0.5"), message);
      }
    }
  }

  private static void update(Backend backend) {
    try (MemoryScope scope = MemoryScope.root(backend, "test")) {
      List<Tensor> w = List.of(counted(scope, Shape.of(4)), counted(scope, Shape.of(3)));
      List<Tensor> dw = List.of(counted(scope, Shape.of(4)), counted(scope, Shape.of(3)));
      OptimSpec spec = new OptimSpec(0.5f, 0.1f, OptimSpec.Decay.COUPLED, 0, 0, 0, 0, 1);
      backend.optim().sgd(spec, w, dw);
    }
  }

  @Test
  void refusesANumberOfCallsBelowOne() {
    try (Backend cpu = Backends.require("cpu")) {
      assertThrows(IllegalArgumentException.class, () -> new SelfCheckingBackend(cpu, 0));
    }
  }
}
