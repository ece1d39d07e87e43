package io.github.facenet4j.nn.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.MicroNetwork;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Flatten;
import io.github.facenet4j.nn.layer.Identity;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.DataType;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import io.github.facenet4j.tensor.spi.PoolKind;
import org.junit.jupiter.api.Test;

/** Who holds memory, and for how long. */
class BlockMemoryTest {
  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope model = MemoryScope.root(backend, "model");

  private Layer bound(Layer network) {
    for (Parameter parameter : network.parameters()) {
      parameter.bindForTraining(model);
      parameter.initialize(1);
    }
    return network;
  }

  private Tensor input() {
    return model.floats(MicroNetwork.INPUT, new float[MicroNetwork.INPUT.intElements()]);
  }

  private static long bytes(Tensor tensor) {
    return tensor.storage().elements() * DataType.BYTES;
  }

  @Test
  void inferenceLeavesTheOutputAlone() {
    Layer network = bound(MicroNetwork.define());
    Tensor x = input();
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.inference(step)) {
      Tensor y = network.forward(pass, x);
      assertEquals(bytes(y), step.liveBytes());
    }
  }

  @Test
  void rehearsalLeavesTheOutputAlone() {
    Layer network = bound(MicroNetwork.define());
    Tensor x = input();
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.rehearsal(step)) {
      Tensor y = network.forward(pass, x);
      assertEquals(bytes(y), step.liveBytes());
    }
  }

  @Test
  void inferenceHoldsAtMostTwoMapsOfAChain() {
    Layer[] chain = new Layer[10];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = new Conv2d("conv" + i, 3, 3, Window.same(3), Bias.NONE);
    }
    Layer network = bound(new Sequential("chain", chain));
    Tensor x = input();
    long before = backend.memory().liveBytes() + backend.memory().idleBytes();
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.inference(step)) {
      network.forward(pass, x);
      // Ten maps were made, two at a time: what was given back served the next.
      long held = backend.memory().liveBytes() + backend.memory().idleBytes() - before;
      assertEquals(2 * bytes(x), held);
    }
  }

  @Test
  void trainingLeavesOutputAndGradientsOfBothEndsAlone() {
    Layer network = bound(MicroNetwork.define());
    Tensor x = input();
    try (MemoryScope step = model.child("step")) {
      Tensor y;
      Tensor dy;
      Tensor dx;
      try (Pass pass = Pass.training(step)) {
        y = network.forward(pass, x);
        dy = step.zeros(y.shape());
        dx = network.backward(pass, dy);
      }
      assertEquals(bytes(y) + bytes(dy) + bytes(dx), step.liveBytes());
    }
  }

  @Test
  void trainingWithoutInputGradientLeavesOnlyTheOutputEnd() {
    Layer network = bound(MicroNetwork.define());
    Tensor x = input();
    try (MemoryScope step = model.child("step")) {
      Tensor y;
      Tensor dy;
      try (Pass pass = Pass.training(step)) {
        y = network.forward(pass, x);
        dy = step.zeros(y.shape());
        network.backwardToParameters(pass, dy);
      }
      assertEquals(bytes(y) + bytes(dy), step.liveBytes());
    }
  }

  @Test
  void liveBytesReturnToTheBaselineAfterAStep() {
    Layer network = bound(MicroNetwork.define());
    Tensor x = input();
    long baseline = backend.memory().liveBytes();
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.training(step)) {
      Tensor y = network.forward(pass, x);
      assertTrue(backend.memory().liveBytes() > baseline);
      network.backward(pass, step.zeros(y.shape()));
    }
    assertEquals(baseline, backend.memory().liveBytes());
  }

  @Test
  void viewsOfTheInputAreNotReleased() {
    Layer views =
        new Sequential("views", new Identity("a"), new Sequential("inner", new Flatten("b")));
    Tensor x = input();
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.inference(step)) {
      Tensor y = views.forward(pass, x);
      assertTrue(y.sharesStorage(x));
      assertFalse(x.isReleased());
    }
  }

  /** A 3×3 branch in a 4×4 map starts at ⌊1/2⌋ = 0, a 1×1 branch at ⌊3/2⌋ = 1. */
  @Test
  void concatPadsASmallerBranchByHalfTheDifference() {
    Layer concat =
        new Concat(
            "mixed",
            new Identity("whole"),
            new Pool("small", PoolKind.MAX, Window.of(2)),
            new Pool("single", PoolKind.MAX, Window.of(4)));
    float[] values = new float[16];
    for (int i = 0; i < 16; i++) {
      values[i] = i + 1;
    }
    Tensor x = model.floats(Shape.nhwc(1, 4, 4, 1), values);
    try (MemoryScope step = model.child("step");
        Pass pass = Pass.inference(step)) {
      Tensor y = concat.forward(pass, x);
      assertEquals(Shape.nhwc(1, 4, 4, 3), y.shape());
      float[] small = new float[16];
      float[] single = new float[16];
      float[] found = y.readFloats();
      for (int i = 0; i < 16; i++) {
        assertEquals(i + 1, found[3 * i]);
        small[i] = found[3 * i + 1];
        single[i] = found[3 * i + 2];
      }
      assertArrayEquals(new float[] {6, 7, 8, 0, 10, 11, 12, 0, 14, 15, 16, 0, 0, 0, 0, 0}, small);
      assertArrayEquals(new float[] {0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, single);
    }
  }
}
