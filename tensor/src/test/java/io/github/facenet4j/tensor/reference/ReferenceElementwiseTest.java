package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import org.junit.jupiter.api.Test;

class ReferenceElementwiseTest extends Worked {

  private static ActivationSpec spec(Activation activation) {
    return new ActivationSpec("act", activation, 3, 2);
  }

  private Tensor forward(Activation activation, Tensor slopes) {
    Tensor x = vector(-2, 3, 0, 6, 8, Double.NaN);
    backend.elementwise().activationForward(spec(activation), x, slopes, x);
    return x;
  }

  @Test
  void activationsClipAndNaNStaysNaN() {
    assertHolds(forward(Activation.NONE, null), -2, 3, 0, 6, 8, Double.NaN);
    assertHolds(forward(Activation.RELU, null), 0, 3, 0, 6, 8, Double.NaN);
    assertHolds(forward(Activation.RELU6, null), 0, 3, 0, 6, 6, Double.NaN);
    assertHolds(forward(Activation.PRELU, vector(0.5, 7)), -1, 3, 0, 6, 8, Double.NaN);
  }

  private Tensor backward(Activation activation, Tensor slopes, Tensor dslopes) {
    Tensor saved = vector(-2, 3, 0, 6, 8, -1);
    Tensor gradient = vector(1, 10, 100, 1000, 10000, 5);
    backend
        .elementwise()
        .activationBackward(spec(activation), saved, slopes, gradient, gradient, dslopes);
    return gradient;
  }

  @Test
  void gradientsAtTheCornersAreThoseOfTheContract() {
    assertHolds(backward(Activation.NONE, null, null), 1, 10, 100, 1000, 10000, 5);
    assertHolds(backward(Activation.RELU, null, null), 0, 10, 0, 1000, 10000, 0);
    assertHolds(backward(Activation.RELU6, null, null), 0, 10, 0, 0, 0, 0);
    Tensor dslopes = vector(50, 60);
    assertHolds(backward(Activation.PRELU, vector(0.5, 7), dslopes), 0.5, 10, 50, 1000, 10000, 35);
    assertHolds(dslopes, 50 - 2, 60 - 5);
    assertThrows(
        IllegalArgumentException.class, () -> backward(Activation.PRELU, null, vector(0, 0)));
    assertThrows(
        IllegalArgumentException.class, () -> backward(Activation.RELU, vector(0, 0), null));
  }

  @Test
  void sumsProductsAndScaledSums() {
    Tensor a = vector(1, 2);
    Tensor y = vector(10, 20);
    backend.elementwise().add(a, y, y);
    assertHolds(y, 11, 22);
    backend.elementwise().multiply(a, y, y);
    assertHolds(y, 11, 44);
    backend.elementwise().scaleAdd(2, a, -1, y);
    assertHolds(y, -9, -40);
    backend.elementwise().fill(y, Float.NaN);
    backend.elementwise().scaleAdd(3, a, 0, y);
    assertHolds(y, 3, 6);
    assertThrows(IllegalArgumentException.class, () -> backend.elementwise().add(a, vector(1), y));
  }

  @Test
  void theBiasGradientAddsTheRows() {
    Tensor dbias = vector(100, 200);
    backend.elementwise().biasGradient(3, 2, vector(1, 2, 3, 4, 5, 6), dbias);
    assertHolds(dbias, 109, 212);
  }

  @Test
  void placesAPartInTheWholeAndTakesItOutAgain() {
    PlaceSpec spec =
        new PlaceSpec("place", Shape.nhwc(1, 1, 2, 1), Shape.nhwc(1, 2, 3, 2), 1, 1, 1);
    Tensor part = tensor(spec.part(), 7, 8);
    Tensor whole = scope.zeros(spec.whole());
    backend.elementwise().place(spec, part, whole);
    assertHolds(whole, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 8);
    Tensor copy = scope.zeros(spec.part());
    backend.elementwise().extract(spec, whole, copy);
    assertHolds(copy, 7, 8);
    assertThrows(
        IllegalArgumentException.class,
        () -> new PlaceSpec("place", spec.part(), spec.whole(), 1, 2, 0));
  }
}
