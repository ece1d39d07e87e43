package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.nn.init.Initializer;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.reference.ReferenceBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterTest {
  private final MemoryScope scope = MemoryScope.root(new ReferenceBackend(), "test");

  private static float[] counting(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void filtersAreOihwOnDiskAndHwioOnTheDevice() {
    Parameter w = Parameter.filter("w", Shape.of(2, 3, 2, 4), Initializer.zeros());
    assertEquals(Shape.of(4, 2, 2, 3), w.diskShape());
    float[] device = w.toDevice(counting(48));
    // o = 3, i = 1, kernel row 1, column 2
    assertEquals(((3 * 2 + 1) * 2 + 1) * 3 + 2, device[((1 * 3 + 2) * 2 + 1) * 4 + 3]);
    assertArrayEquals(counting(48), w.toDisk(device));
  }

  @Test
  void linearLayersOverMapsAreChwOnDiskAndHwcOnTheDevice() {
    Parameter w = Parameter.overMap("w", 2, Shape.of(3, 4, 5), Initializer.zeros());
    assertEquals(Shape.of(2, 60), w.diskShape());
    float[] device = w.toDevice(counting(120));
    // out = 1, row 2, column 3, channel 4
    assertEquals(60 + (4 * 3 + 2) * 4 + 3, device[60 + (2 * 4 + 3) * 5 + 4]);
    assertArrayEquals(counting(120), w.toDisk(device));
  }

  @Test
  void valuesComeBackInDiskOrder() {
    Parameter w = Parameter.filter("w", Shape.of(3, 3, 2, 2), Initializer.zeros());
    w.bind(scope);
    w.writeDisk(counting(36));
    assertArrayEquals(counting(36), w.readDisk());
    assertArrayEquals(counting(36), w.copy(scope).readDisk());
  }

  /** In every layout, as a copy would be. */
  @Test
  void valuesThatMayBeChangedArriveLikeOthers() {
    for (Parameter w :
        List.of(
            Parameter.filter("filter", Shape.of(3, 2, 4, 5), Initializer.zeros()),
            Parameter.overMap("matrix", 2, Shape.of(3, 4, 5), Initializer.zeros()),
            Parameter.plain("plain", Shape.of(120), Parameter.Role.BIAS, Initializer.zeros()))) {
      w.bind(scope);
      w.takeDisk(counting(120));
      assertArrayEquals(counting(120), w.readDisk(), w.name());
      assertArrayEquals(w.toDevice(counting(120)), w.value().readFloats(), w.name());
    }
  }

  @Test
  void lentValuesAreReadWhenTheyAreAskedForAndUntilThereIsMemory() {
    Parameter w = Parameter.overMap("w", 2, Shape.of(3, 4, 5), Initializer.zeros());
    int[] asked = new int[1];
    w.readFrom(
        () -> {
          asked[0]++;
          return counting(120);
        });
    assertEquals(0, asked[0]);
    assertArrayEquals(counting(120), w.readDisk());
    assertArrayEquals(counting(120), w.copy(scope).readDisk());
    assertEquals(2, asked[0]);
    assertThrows(IllegalStateException.class, w::value);

    w.bind(scope);
    w.writeDisk(new float[120]);

    assertArrayEquals(new float[120], w.readDisk());
    assertThrows(IllegalStateException.class, () -> w.readFrom(() -> new float[120]));
  }

  @Test
  void hasAGradientOnlyWhenTrainableAndBoundForTraining() {
    Parameter.Role weight = Parameter.Role.WEIGHT;
    Parameter inference = Parameter.plain("p", Shape.of(3), weight, Initializer.ones());
    inference.bind(scope);
    assertTrue(
        assertThrows(IllegalStateException.class, inference::gradient)
            .getMessage()
            .contains("bindForTraining"));
    Parameter trained = inference.redefined();
    trained.bindForTraining(scope);
    assertArrayEquals(new float[3], trained.gradient().readFloats());
    Parameter.Role statistic = Parameter.Role.STATISTIC;
    Parameter mean = Parameter.plain("mean", Shape.of(3), statistic, Initializer.zeros());
    mean.bindForTraining(scope);
    assertThrows(IllegalStateException.class, mean::gradient);
  }

  @Test
  void hasMemoryUntilItsScopeCloses() {
    Parameter p = Parameter.plain("p", Shape.of(3), Parameter.Role.BIAS, Initializer.constant(2));
    assertTrue(
        assertThrows(IllegalStateException.class, p::value).getMessage().contains("bind(scope)"));
    try (MemoryScope model = scope.child("model")) {
      p.bind(model);
      p.initialize(1);
      assertArrayEquals(new float[] {2, 2, 2}, p.readDisk());
      assertThrows(IllegalStateException.class, () -> p.bind(scope), "bound twice");
    }
    assertFalse(p.isBound());
    p.bind(scope);
    assertTrue(p.isBound());
  }

  @Test
  void refusesTheWrongNumberOfValues() {
    Parameter w = Parameter.filter("conv1.weight", Shape.of(3, 3, 2, 2), Initializer.zeros());
    w.bind(scope);
    String message =
        assertThrows(IllegalArgumentException.class, () -> w.writeDisk(new float[35])).getMessage();
    assertEquals("Parameter conv1.weight needs 2x2x3x3 values, got 35", message);
  }
}
