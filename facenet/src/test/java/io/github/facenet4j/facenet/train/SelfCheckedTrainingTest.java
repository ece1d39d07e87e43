package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.ArrayFaces;
import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.demo.CaptureRange;
import io.github.facenet4j.facenet.demo.SyntheticFaces;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.check.SelfCheckingBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op call of a training step agrees with the oracle, and the step is the same step. */
class SelfCheckedTrainingTest {
  private static final int SIDE = 48;

  static Stream<String> devices() {
    return Stream.of("cpu", "opencl");
  }

  private static LabeledFaces faces() {
    SyntheticFaces source = new SyntheticFaces(1, 6, 3, CaptureRange.IN_THE_WILD, SIDE);
    List<RgbImage> crops = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int face = 0; face < source.size(); face++) {
      crops.add(source.crop(face));
      names.add(source.identityName(source.identityOf(face)));
    }
    return new ArrayFaces(crops, names);
  }

  private static double lossOfTwoSteps(Backend backend) {
    Network network = Network.of(Architectures.named("facenet-tiny"));
    try (Trainer trainer = new Trainer(network, backend, faces(), MicroTraining.config(1))) {
      trainer.step(0);
      return trainer.step(0).loss();
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void everyOpOfATrainingStepAgrees(String device) {
    double unchecked;
    try (Backend plain = TestDevices.open(device)) {
      unchecked = lossOfTwoSteps(plain);
    }
    try (SelfCheckingBackend checked = new SelfCheckingBackend(TestDevices.open(device), 1)) {
      assertEquals(unchecked, lossOfTwoSteps(checked));
      assertTrue(checked.checkedCalls() > 100, checked.checkedCalls() + " calls");
    }
  }
}
