package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;
import static io.github.facenet4j.tensor.reference.ReferenceStorage.ints;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolOps;
import io.github.facenet4j.tensor.spi.PoolSpec;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.Arrays;

/** Pooling window by window; a window is clipped to the input before anything is computed. */
final class ReferencePool implements PoolOps {
  private final TransferCounters counters;

  ReferencePool(TransferCounters counters) {
    this.counters = counters;
  }

  /** One clipped window of one channel: rows [top,bottom), columns [left,right) of image n. */
  private record Window(
      PoolSpec spec, int n, int channel, int top, int bottom, int left, int right, int y) {

    /** Index into x of a position in the window. */
    int x(int row, int column) {
      return ((n * spec.height() + row) * spec.width() + column) * spec.channels() + channel;
    }

    /** Index of the window's value in the map that holds y. */
    int y(PlaceSpec place) {
      return place.offset(y / spec.channels()) + channel;
    }

    int count() {
      return (bottom - top) * (right - left);
    }
  }

  /** Does something for one window. */
  private interface Visitor {
    void visit(Window window, int unclippedTop, int unclippedLeft);
  }

  @Override
  public void forward(
      PoolSpec spec, Tensor xTensor, PlaceSpec place, Tensor wholeTensor, Tensor argmaxTensor) {
    spec.check(xTensor, place, wholeTensor, argmaxTensor);
    double[] x = doubles(xTensor);
    double[] whole = doubles(wholeTensor);
    if (spec.kind() == PoolKind.MAX) {
      forwardMax(spec, x, place, whole, argmaxTensor == null ? null : ints(argmaxTensor));
    } else {
      forwardSum(spec, x, place, whole);
    }
    counters.addLaunch();
  }

  private static void forwardMax(
      PoolSpec spec, double[] x, PlaceSpec place, double[] whole, int[] argmax) {
    forEachWindow(
        spec,
        (window, top, left) -> {
          int bestRow = window.top;
          int bestColumn = window.left;
          double best = x[window.x(bestRow, bestColumn)];
          for (int row = window.top; row < window.bottom; row++) {
            for (int column = window.left; column < window.right; column++) {
              double value = x[window.x(row, column)];
              if (value > best || (Double.isNaN(value) && !Double.isNaN(best))) {
                best = value;
                bestRow = row;
                bestColumn = column;
              }
            }
          }
          whole[window.y(place)] = best;
          if (argmax != null) {
            argmax[window.y] = (bestRow - top) * spec.kernel() + bestColumn - left;
          }
        });
  }

  private static void forwardSum(PoolSpec spec, double[] x, PlaceSpec place, double[] whole) {
    forEachWindow(
        spec,
        (window, top, left) -> {
          double sum = 0;
          for (int row = window.top; row < window.bottom; row++) {
            for (int column = window.left; column < window.right; column++) {
              double value = x[window.x(row, column)];
              sum += spec.kind() == PoolKind.L2 ? value * value : value;
            }
          }
          double value = spec.kind() == PoolKind.L2 ? Math.sqrt(sum) : sum / window.count();
          whole[window.y(place)] = value;
        });
  }

  @Override
  public void backward(
      PoolSpec spec,
      Tensor xTensor,
      Tensor yTensor,
      Tensor argmaxTensor,
      Tensor dyTensor,
      Tensor dxTensor) {
    spec.check(dxTensor, dyTensor);
    spec.checkSaved(xTensor, yTensor, argmaxTensor);
    double[] dy = doubles(dyTensor);
    double[] dx = doubles(dxTensor);
    Arrays.fill(dx, 0, spec.input().intElements(), 0);
    switch (spec.kind()) {
      case MAX -> backwardMax(spec, ints(argmaxTensor), dy, dx);
      case AVERAGE -> backwardAverage(spec, dy, dx);
      case L2 -> backwardL2(spec, doubles(xTensor), doubles(yTensor), dy, dx);
    }
    counters.addLaunch();
  }

  private static void backwardMax(PoolSpec spec, int[] argmax, double[] dy, double[] dx) {
    forEachWindow(
        spec,
        (window, top, left) -> {
          int row = top + argmax[window.y] / spec.kernel();
          int column = left + argmax[window.y] % spec.kernel();
          dx[window.x(row, column)] += dy[window.y];
        });
  }

  private static void backwardAverage(PoolSpec spec, double[] dy, double[] dx) {
    forEachWindow(
        spec,
        (window, top, left) -> {
          for (int row = window.top; row < window.bottom; row++) {
            for (int column = window.left; column < window.right; column++) {
              dx[window.x(row, column)] += dy[window.y] / window.count();
            }
          }
        });
  }

  private static void backwardL2(PoolSpec spec, double[] x, double[] y, double[] dy, double[] dx) {
    forEachWindow(
        spec,
        (window, top, left) -> {
          if (y[window.y] == 0) {
            return;
          }
          for (int row = window.top; row < window.bottom; row++) {
            for (int column = window.left; column < window.right; column++) {
              int index = window.x(row, column);
              dx[index] += dy[window.y] * x[index] / y[window.y];
            }
          }
        });
  }

  private static void forEachWindow(PoolSpec spec, Visitor visitor) {
    int y = 0;
    for (int n = 0; n < spec.batch(); n++) {
      for (int i = 0; i < spec.outHeight(); i++) {
        for (int j = 0; j < spec.outWidth(); j++) {
          int top = i * spec.stride() - spec.pad();
          int left = j * spec.stride() - spec.pad();
          int bottom = Math.min(top + spec.kernel(), spec.height());
          int right = Math.min(left + spec.kernel(), spec.width());
          for (int c = 0; c < spec.channels(); c++) {
            Window window =
                new Window(spec, n, c, Math.max(top, 0), bottom, Math.max(left, 0), right, y++);
            visitor.visit(window, top, left);
          }
        }
      }
    }
  }
}
