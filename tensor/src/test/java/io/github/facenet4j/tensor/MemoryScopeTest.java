package io.github.facenet4j.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryScopeTest {
  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope model = MemoryScope.root(backend, "model");

  @AfterEach
  void nothingStaysBehind() {
    model.close();
    assertEquals(0, backend.memory().liveBytes());
    backend.close();
    assertEquals(0, backend.memory().idleBytes());
  }

  @Test
  void closingAStepReturnsTheLiveBytesToTheBaseline() {
    model.zeros(Shape.of(100));
    long baseline = backend.memory().liveBytes();
    for (int step = 0; step < 3; step++) {
      try (MemoryScope scope = model.child("step")) {
        scope.floats(Shape.of(1000));
        scope.ints(Shape.of(7));
        assertEquals(baseline + scope.liveBytes(), backend.memory().liveBytes());
        assertEquals(model.liveBytes(), backend.memory().liveBytes());
      }
      assertEquals(baseline, backend.memory().liveBytes());
    }
    // The second and third step took the blocks of the first.
    assertEquals(baseline + 4 * 1024 + 4 * 16, backend.memory().peakBytes());
  }

  @Test
  void closingAScopeClosesItsChildrenFirst() {
    MemoryScope step = model.child("step");
    MemoryScope inner = step.child("inner");
    Tensor tensor = inner.zeros(Shape.of(1));
    assertEquals("model/step/inner", inner.path());
    step.close();
    step.close();
    assertTrue(tensor.isReleased());
    assertThrows(IllegalStateException.class, () -> inner.floats(Shape.of(1)));
    assertThrows(IllegalStateException.class, () -> step.child("late"));
  }

  @Test
  void aReleasedTensorIsUnusableAndSaysWhose() {
    Tensor tensor = model.zeros(Shape.of(2));
    model.release(tensor);
    String message = assertThrows(IllegalStateException.class, tensor::readFloats).getMessage();
    assertTrue(message.contains("used after release") && message.contains("'model'"), message);
    assertThrows(IllegalArgumentException.class, () -> model.release(tensor));
    assertEquals("2 (released)", tensor.toString());
  }

  @Test
  void releaseAndMoveAreTheOwnersRight() {
    try (MemoryScope step = model.child("step")) {
      Tensor ofModel = model.zeros(Shape.of(2));
      assertThrows(IllegalArgumentException.class, () -> step.release(ofModel));
      assertThrows(IllegalArgumentException.class, () -> step.moveTo(model, ofModel));
    }
  }

  @Test
  void aMovedTensorOutlivesItsFirstScopeWithItsViews() {
    Tensor kept;
    Tensor view;
    try (MemoryScope step = model.child("step")) {
      kept = step.floats(Shape.of(2), new float[] {1, 2});
      view = kept.reshape(Shape.of(2, 1));
      step.moveTo(model, kept);
      assertEquals(0, step.liveBytes());
    }
    assertSame(model, view.scope());
    assertArrayEquals(new float[] {1, 2}, view.readFloats());
  }

  @Test
  void aTensorMovesOnlyToAnOpenScopeOfItsDevice() {
    Tensor tensor = model.zeros(Shape.of(1));
    MemoryScope closed = model.child("closed");
    closed.close();
    assertThrows(IllegalStateException.class, () -> model.moveTo(closed, tensor));
    try (ReferenceBackend other = new ReferenceBackend();
        MemoryScope elsewhere = MemoryScope.root(other, "elsewhere")) {
      assertThrows(IllegalArgumentException.class, () -> model.moveTo(elsewhere, tensor));
    }
    assertArrayEquals(new float[] {0}, tensor.readFloats());
  }

  @Test
  void threadsMayEachUseAChildOfTheModelsScope() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> results = new ArrayList<>();
    for (int task = 0; task < 200; task++) {
      float value = task;
      results.add(
          threads.submit(
              () -> {
                try (MemoryScope request = model.child("request")) {
                  Tensor mine = request.floats(Shape.of(33));
                  backend.elementwise().fill(mine, value);
                  float[] all = mine.readFloats();
                  assertEquals(value, all[0]);
                  assertEquals(value, all[32]);
                }
              }));
    }
    for (Future<?> result : results) {
      result.get();
    }
    threads.shutdown();
    assertEquals(0, model.liveBytes());
  }

  @Test
  void aScopeMayBeClosedAfterItsBackend() {
    ReferenceBackend other = new ReferenceBackend();
    MemoryScope scope = MemoryScope.root(other, "late");
    scope.zeros(Shape.of(5));
    other.close();
    assertEquals(0, other.memory().liveBytes());
    assertThrows(IllegalStateException.class, () -> scope.floats(Shape.of(1)));
    scope.close();
  }
}
