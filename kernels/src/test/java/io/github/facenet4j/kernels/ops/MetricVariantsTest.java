package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.testing.MetricCases;
import io.github.facenet4j.tensor.testing.OracleComparison;
import io.github.facenet4j.tensor.testing.ParityCase;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rung of distance, selection and loss against the oracle, on every case. */
class MetricVariantsTest {
  static List<DistanceFamily.Variant> distances() {
    return DistanceFamily.all();
  }

  static List<SelectionFamily.Variant> selections() {
    return SelectionFamily.all();
  }

  static List<LossFamily.Variant> losses() {
    return LossFamily.all();
  }

  @ParameterizedTest
  @MethodSource("distances")
  void distanceAgreesWithTheOracle(DistanceFamily.Variant variant) {
    run("distance", variant, null, null);
  }

  @ParameterizedTest
  @MethodSource("selections")
  void selectionAgreesWithTheOracle(SelectionFamily.Variant variant) {
    run("select", null, variant, null);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossAgreesWithTheOracle(LossFamily.Variant variant) {
    run("triplet", null, null, variant);
  }

  /** Runs the cases whose name begins like this. */
  private static void run(
      String family,
      DistanceFamily.Variant distance,
      SelectionFamily.Variant selection,
      LossFamily.Variant loss) {
    VariantBackend backend = VariantBackend.open();
    backend.metric(
        runtime ->
            new OpenClMetric(
                runtime,
                distance == null ? DistanceFamily.forDevice(runtime.limits()) : distance,
                selection,
                loss == null ? LossFamily.forDevice(runtime.limits()) : loss));
    List<ParityCase> cases =
        MetricCases.all().stream()
            .filter(c -> c.name().toLowerCase(Locale.ROOT).startsWith(family))
            .toList();
    int run = 0;
    try (backend;
        OracleComparison comparison = new OracleComparison(backend)) {
      for (ParityCase parityCase : cases) {
        parityCase.run(comparison);
        run++;
      }
    }
    assertEquals(cases.size(), run);
  }
}
