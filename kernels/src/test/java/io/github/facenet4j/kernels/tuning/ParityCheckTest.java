package io.github.facenet4j.kernels.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.CheckResult;
import io.github.facenet4j.tensor.spi.CheckResult.Outcome;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check of a device, on one that is right and on one that adds wrongly. */
class ParityCheckTest {

  private static List<CheckResult> check(Backend device) {
    List<CheckResult> results = new ArrayList<>();
    new ParityCheck(
            List.of(new ParityCheck.Subject(device, new VariantChoices(), TestLadders.all())))
        .run(List.of(), results::add);
    return results;
  }

  private static List<String> families(List<CheckResult> results, Outcome outcome) {
    return results.stream()
        .filter(result -> result.outcome() == outcome)
        .map(CheckResult::family)
        .distinct()
        .toList();
  }

  @Test
  void aRightDeviceIsRightAndVariantsThatNoCallReachesAreNamed() {
    try (Backend device = Backends.require("cpu")) {
      List<CheckResult> results = check(device);

      assertEquals(List.of(), families(results, Outcome.WRONG));
      assertEquals(List.of(TestLadders.FAMILY), families(results, Outcome.NOT_REACHED));
      assertTrue(families(results, Outcome.RIGHT).size() >= 9, results.toString());
    }
  }

  @Test
  void aDeviceThatAddsWronglyIsFound() {
    try (Backend device = Backends.require("cpu")) {
      assertEquals(
          List.of("elementwise.add"), families(check(addingWrongly(device)), Outcome.WRONG));
    }
  }

  /** Computes a + a where a + b is asked. */
  private static Backend addingWrongly(Backend device) {
    ElementwiseOps ops =
        proxy(
            ElementwiseOps.class,
            (method, arguments) -> {
              if (method.getName().equals("add")) {
                Tensor a = (Tensor) arguments[0];
                arguments[1] = a;
              }
              return method.invoke(device.elementwise(), arguments);
            });
    return proxy(
        Backend.class,
        (method, arguments) ->
            method.getName().equals("elementwise") ? ops : method.invoke(device, arguments));
  }

  private interface Answer {
    Object to(Method method, Object[] arguments)
        throws InvocationTargetException, IllegalAccessException;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return answer.to(method, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }
}
