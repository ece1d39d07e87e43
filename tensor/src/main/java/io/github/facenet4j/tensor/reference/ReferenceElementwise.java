package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.SpecChecks;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.Arrays;

/** Pointwise ops and copies, one element after the other. */
final class ReferenceElementwise implements ElementwiseOps {
  private final TransferCounters counters;

  ReferenceElementwise(TransferCounters counters) {
    this.counters = counters;
  }

  @Override
  public void fill(Tensor y, float value) {
    Arrays.fill(doubles(y), 0, y.shape().intElements(), value);
    counters.addLaunch();
  }

  @Override
  public void activationForward(
      ActivationSpec spec, Tensor xTensor, Tensor slopesTensor, Tensor yTensor) {
    spec.check(xTensor, yTensor);
    spec.checkSlopes(slopesTensor);
    double[] x = doubles(xTensor);
    double[] y = doubles(yTensor);
    double[] slopes = slopesTensor == null ? null : doubles(slopesTensor);
    for (int i = 0; i < spec.elements(); i++) {
      double slope = slopes == null ? 0 : slopes[i % spec.channels()];
      y[i] = ReferenceEpilogue.activate(spec.activation(), x[i], slope);
    }
    counters.addLaunch();
  }

  @Override
  public void activationBackward(
      ActivationSpec spec,
      Tensor savedTensor,
      Tensor slopesTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dslopesTensor) {
    spec.check(savedTensor, dyTensor, dxTensor);
    spec.checkSlopes(slopesTensor);
    spec.checkSlopes(dslopesTensor);
    double[] saved = doubles(savedTensor);
    double[] dy = doubles(dyTensor);
    double[] dx = doubles(dxTensor);
    double[] slopes = slopesTensor == null ? null : doubles(slopesTensor);
    double[] dslopes = dslopesTensor == null ? null : doubles(dslopesTensor);
    for (int i = 0; i < spec.elements(); i++) {
      int c = i % spec.channels();
      double gradient = dy[i]; // dx may be dy
      double slope = slopes == null ? 0 : slopes[c];
      dx[i] = gradient * ReferenceEpilogue.derivative(spec.activation(), saved[i], slope);
      if (dslopes != null && saved[i] <= 0) {
        dslopes[c] += gradient * saved[i];
      }
    }
    counters.addLaunch();
  }

  @Override
  public void add(Tensor aTensor, Tensor bTensor, Tensor yTensor) {
    SpecChecks.sameElements("add", aTensor, bTensor, yTensor);
    double[] a = doubles(aTensor);
    double[] b = doubles(bTensor);
    double[] y = doubles(yTensor);
    for (int i = 0; i < yTensor.shape().elements(); i++) {
      y[i] = a[i] + b[i];
    }
    counters.addLaunch();
  }

  @Override
  public void multiply(Tensor aTensor, Tensor bTensor, Tensor yTensor) {
    SpecChecks.sameElements("multiply", aTensor, bTensor, yTensor);
    double[] a = doubles(aTensor);
    double[] b = doubles(bTensor);
    double[] y = doubles(yTensor);
    for (int i = 0; i < yTensor.shape().elements(); i++) {
      y[i] = a[i] * b[i];
    }
    counters.addLaunch();
  }

  @Override
  public void scaleAdd(float alpha, Tensor xTensor, float beta, Tensor yTensor) {
    SpecChecks.sameElements("scaleAdd", xTensor, yTensor);
    double[] x = doubles(xTensor);
    double[] y = doubles(yTensor);
    for (int i = 0; i < yTensor.shape().elements(); i++) {
      y[i] = beta == 0 ? alpha * x[i] : alpha * x[i] + beta * y[i];
    }
    counters.addLaunch();
  }

  @Override
  public void biasGradient(int rows, int channels, Tensor dyTensor, Tensor dbiasTensor) {
    SpecChecks.elements("biasGradient", "dy", dyTensor, (long) rows * channels);
    SpecChecks.elements("biasGradient", "dbias", dbiasTensor, channels);
    double[] dy = doubles(dyTensor);
    double[] dbias = doubles(dbiasTensor);
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c++) {
        dbias[c] += dy[row * channels + c];
      }
    }
    counters.addLaunch();
  }

  /** Receives the indices of one element in the part and in the whole. */
  private interface Pair {
    void visit(int part, int whole);
  }

  @Override
  public void place(PlaceSpec spec, Tensor partTensor, Tensor wholeTensor) {
    spec.check(partTensor, wholeTensor);
    double[] part = doubles(partTensor);
    double[] whole = doubles(wholeTensor);
    forEachPair(spec, (p, w) -> whole[w] = part[p]);
    counters.addLaunch();
  }

  @Override
  public void extract(PlaceSpec spec, Tensor wholeTensor, Tensor partTensor) {
    spec.check(partTensor, wholeTensor);
    double[] part = doubles(partTensor);
    double[] whole = doubles(wholeTensor);
    forEachPair(spec, (p, w) -> part[p] = whole[w]);
    counters.addLaunch();
  }

  private static void forEachPair(PlaceSpec spec, Pair pair) {
    int channels = spec.part().c();
    for (int index = 0; index < spec.part().intElements(); index++) {
      pair.visit(index, spec.offset(index / channels) + index % channels);
    }
  }

  @Override
  public void clearAround(PlaceSpec spec, Tensor wholeTensor) {
    spec.checkWhole(wholeTensor);
    Shape part = spec.part();
    Shape whole = spec.whole();
    double[] values = doubles(wholeTensor);
    for (int pixel = 0; pixel < whole.rows(); pixel++) {
      int i = pixel / whole.w() % whole.h() - spec.top();
      int j = pixel % whole.w() - spec.left();
      if (i < 0 || i >= part.h() || j < 0 || j >= part.w()) {
        int first = pixel * whole.c() + spec.channel();
        Arrays.fill(values, first, first + part.c(), 0);
      }
    }
    counters.addLaunch();
  }
}
