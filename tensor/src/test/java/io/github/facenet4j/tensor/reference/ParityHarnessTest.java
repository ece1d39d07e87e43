package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.testing.EpilogueKind;
import io.github.facenet4j.tensor.testing.GemmCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** The harness must see faults: each test damages one result of a right product. */
class ParityHarnessTest {
  private static final GemmSpec SPEC = GemmSpec.of("gemm", 3, 7, 5);

  @Test
  void acceptsAnErrorOfOneRounding() {
    compareWith((spec, a, b, epilogue, c) -> ReferenceStorage.doubles(c)[8] *= 1 + 0x1p-24);
  }

  @Test
  void seesAnErrorAboveTheBoundAndSaysWhere() {
    String message = faultOf((spec, a, b, epilogue, c) -> ReferenceStorage.doubles(c)[8] += 1e-4);
    assertTrue(message.contains("gemm M=3 N=7 K=5"), message);
    assertTrue(message.contains("output[1,1]: got"), message);
    assertTrue(message.contains("1 of 21 elements"), message);
  }

  @Test
  void seesAnElementThatWasNotWritten() {
    String message =
        faultOf((spec, a, b, epilogue, c) -> ReferenceStorage.doubles(c)[20] = Double.NaN);
    assertTrue(message.contains("output[2,6]: got NaN"), message);
  }

  @Test
  void seesAWritePastTheEnd() {
    String message = faultOf((spec, a, b, epilogue, c) -> ReferenceStorage.doubles(c)[21] = 0);
    assertTrue(message.contains("output: written past its end"), message);
  }

  @Test
  void seesAReadPastTheEnd() {
    String message =
        faultOf(
            (spec, a, b, epilogue, c) ->
                ReferenceStorage.doubles(c)[0] += ReferenceStorage.doubles(a)[15]);
    assertTrue(message.contains("output[0,0]: got NaN"), message);
  }

  @Test
  void seesAChangedInput() {
    String message = faultOf((spec, a, b, epilogue, c) -> ReferenceStorage.doubles(b)[3] += 1);
    assertTrue(message.contains("B[0,3] is an input and was changed"), message);
  }

  private static String faultOf(GemmOps damage) {
    return assertThrows(AssertionError.class, () -> compareWith(damage)).getMessage();
  }

  /** A reference backend whose products are damaged after they were computed. */
  private static void compareWith(GemmOps damage) {
    try (ReferenceBackend right = new ReferenceBackend();
        OracleComparison comparison = new OracleComparison(damaged(right, damage))) {
      GemmCases.assign(comparison, SPEC, EpilogueKind.BIAS);
      assertEquals(0, right.memory().liveBytes());
    }
  }

  private static Backend damaged(ReferenceBackend right, GemmOps damage) {
    GemmOps gemm =
        (spec, a, b, epilogue, c) -> {
          right.gemm().multiply(spec, a, b, epilogue, c);
          damage.multiply(spec, a, b, epilogue, c);
        };
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) ->
                method.getName().equals("gemm") ? gemm : method.invoke(right, arguments));
  }
}
