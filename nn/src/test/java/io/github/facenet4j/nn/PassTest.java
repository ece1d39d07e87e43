package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.layer.Identity;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

class PassTest {
  private final MemoryScope scope = MemoryScope.root(new ReferenceBackend(), "test");
  private final Layer first = new Identity("first");
  private final Layer second = new Identity("second");

  private Tensor tensor() {
    return scope.floats(Shape.of(4));
  }

  @Test
  void givesBackWhatWasSavedInTheOppositeOrder() {
    Tensor a = tensor();
    Tensor b = tensor();
    try (Pass pass = Pass.training(scope)) {
      pass.save(first, a);
      pass.save(second, b, null);
      Tensor[] restored = pass.restore(second);
      assertSame(b, restored[0]);
      assertEquals(2, restored.length);
      assertSame(a, pass.restore(first)[0]);
    }
  }

  @Test
  void refusesToGiveOneLayerWhatAnotherSaved() {
    Pass pass = Pass.training(scope);
    pass.save(first, tensor());
    String message =
        assertThrows(IllegalStateException.class, () -> pass.restore(second)).getMessage();
    assertTrue(message.contains("Backward of second"), message);
    assertTrue(message.contains("what first saved"), message);
  }

  @Test
  void backwardWithoutATrainingForwardSaysSo() {
    try (Pass pass = Pass.inference(scope)) {
      pass.save(first, tensor());
      String message =
          assertThrows(IllegalStateException.class, () -> pass.restore(first)).getMessage();
      assertTrue(message.contains("mode INFER found nothing saved"), message);
    }
  }

  @Test
  void closingBeforeBackwardHasRunIsAnError() {
    Pass pass = Pass.training(scope);
    pass.save(first, tensor());
    String message = assertThrows(IllegalStateException.class, pass::close).getMessage();
    assertTrue(message.contains("1 saved entries, the latest of first"), message);
  }

  @Test
  void releasesAtOnceWhatNobodySaved() {
    try (Pass pass = Pass.training(scope)) {
      Tensor t = tensor();
      pass.release(t);
      assertTrue(t.isReleased());
    }
  }

  @Test
  void releasesSavedTensorsAfterTheLastBackwardThatUsesThem() {
    Tensor t = tensor();
    Pass pass = Pass.training(scope);
    pass.save(first, t);
    pass.save(second, t.reshape(Shape.of(2, 2)));
    pass.release(t);
    pass.restore(second);
    assertFalse(t.isReleased(), "second is using it, first will");
    pass.restore(first);
    assertFalse(t.isReleased(), "first is using it");
    pass.close();
    assertTrue(t.isReleased());
  }

  @Test
  void keepsSavedTensorsThatNobodyReleased() {
    Tensor t = tensor();
    try (Pass pass = Pass.training(scope)) {
      pass.save(first, t);
      pass.restore(first);
    }
    assertFalse(t.isReleased());
  }

  @Test
  void releasingAViewOfSomethingStillNeededDoesNothing() {
    try (Pass pass = Pass.inference(scope)) {
      Tensor t = tensor();
      pass.release(t.reshape(Shape.of(2, 2)), t);
      assertFalse(t.isReleased());
    }
  }
}
