package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.OptimSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three steps of every optimizer lead where PyTorch's lead. */
class GoldenOptimizersTest {

  @Test
  void everyRuleFollowsPyTorchForThreeSteps() throws IOException {
    try (Golden golden = new Golden();
        ReferenceBackend backend = new ReferenceBackend();
        MemoryScope scope = MemoryScope.root(backend, "golden")) {
      List<Golden.Case> cases = golden.family("optim");
      assertEquals(6, cases.size());
      for (Golden.Case c : cases) {
        Tensor w = c.floats(scope, "w");
        Tensor first = scope.zeros(w.shape());
        Tensor second = scope.zeros(w.shape());
        for (int step = 1; step <= 3; step++) {
          Tensor dw = c.floats(scope, "dw " + step);
          OptimSpec spec = spec(c, step);
          switch (c.text("rule")) {
            case "SGD" -> backend.optim().sgd(spec, w, dw);
            case "MOMENTUM" -> backend.optim().momentum(spec, w, dw, first);
            case "ADAGRAD" -> backend.optim().adaGrad(spec, w, dw, first);
            case "ADAM" -> backend.optim().adam(spec, w, dw, first, second);
            default -> throw new IllegalStateException("rule of " + c);
          }
          c.assertAgrees("w " + step, w);
        }
      }
    }
  }

  private static OptimSpec spec(Golden.Case c, int step) {
    return new OptimSpec(
        c.number("lr"),
        c.number("lambda"),
        c.choice(OptimSpec.Decay.class, "decay"),
        c.number("momentum"),
        c.number("beta1"),
        c.number("beta2"),
        c.number("epsilon"),
        step);
  }
}
