package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stated before a run against what the run then takes. */
class TrainingPlanTest {

  @ParameterizedTest
  @CsvSource({"reference,13", "reference,4", "cpu,13", "cpu,4", "opencl,13", "opencl,4"})
  void thePeakOfARealRunIsWhatWasStated(String device, int microBatch) {
    TrainingConfig config = MicroTraining.config(1).withMicroBatch(microBatch);
    TrainingPlan plan = TrainingPlan.of(MicroTraining.architecture(), config);
    long workspace;
    try (Backend backend = TestDevices.open(device)) {
      workspace = plan.measure(MicroTraining.architecture(), backend).workspace();
    }
    try (Backend backend = TestDevices.open(device);
        Trainer trainer =
            new Trainer(
                Network.of(MicroTraining.architecture()),
                backend,
                MicroTraining.people(6, 3),
                config)) {
      trainer.step(0);
      trainer.step(0);
      long peak = backend.memory().peakBytes();
      if (device.equals("reference")) {
        assertEquals(plan.deviceBytes(), peak, "the oracle has no workspace");
        assertEquals(0, workspace);
      } else {
        long stated = plan.deviceBytes() + workspace;
        assertEquals(stated, peak, 0.05 * peak, "workspace " + workspace);
      }
    }
  }

  @Test
  void namesWhatTheNetworkAndTheOptimizerHold() {
    TrainingPlan plan =
        TrainingPlan.of(MicroTraining.architecture(), MicroTraining.config(1).withMicroBatch(5));
    int filters = 3 * 3 * 3 * 6;
    int matrix = 4 * 4 * 6 * 4 + 4;
    int norms = 2 * 6;
    assertEquals(4L * (filters + matrix + 2 * norms), plan.weights());
    assertEquals(4L * (filters + matrix + norms), plan.gradients());
    assertEquals(2 * plan.gradients(), plan.optimizer(), "Adam's two moments");
    assertEquals(2 * 13 * 13 * 4, plan.distances());
    assertEquals(3, plan.parts().count());
    assertEquals(8 * 8 * 3 * (2 * 13 + 4 * 5), plan.host());
    assertTrue(plan.activations() > 0, plan::toString);
  }
}
