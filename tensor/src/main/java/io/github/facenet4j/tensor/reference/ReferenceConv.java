package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.Arrays;

/**
 * Convolution by definition. All three passes visit the same terms {@code (n,i,j,o; u,v,c)}, in
 * which output pixel (i,j) sees input pixel {@code (h,w) = (i·s−p+u, j·s−p+v)} through filter tap
 * (u,v):
 *
 * <pre>
 * forward           y[n,i,j,o]  += x[n,h,w,c]  · w[u,v,c,o]
 * data gradient     dx[n,h,w,c] += dy[n,i,j,o] · w[u,v,c,o]
 * weight gradient   dw[u,v,c,o] += dy[n,i,j,o] · x[n,h,w,c]
 * </pre>
 *
 * Terms with (h,w) outside the input are left out. Depthwise is the same with one filter input
 * channel and c = o.
 */
final class ReferenceConv implements ConvOps {
  private final TransferCounters counters;

  ReferenceConv(TransferCounters counters) {
    this.counters = counters;
  }

  /** Receives the indices of one term into x, w and y. */
  private interface Term {
    void visit(int xIndex, int wIndex, int yIndex);
  }

  @Override
  public void forward(
      Conv2dSpec spec, Tensor xTensor, Tensor wTensor, Epilogue epilogue, Tensor yTensor) {
    spec.check(xTensor, wTensor, epilogue, yTensor);
    double[] x = doubles(xTensor);
    double[] w = doubles(wTensor);
    double[] y = doubles(yTensor);
    ReferenceEpilogue finish = new ReferenceEpilogue(epilogue);
    // Sums are collected beside y because the residual may be y itself.
    double[] sums = new double[spec.output().intElements()];
    forEachTerm(spec, (xi, wi, yi) -> sums[yi] += x[xi] * w[wi]);
    for (int i = 0; i < sums.length; i++) {
      y[i] = finish.apply(sums[i], i, i % spec.outChannels());
    }
    counters.addLaunch();
  }

  @Override
  public void dataGradient(Conv2dSpec spec, Tensor dyTensor, Tensor wTensor, Tensor dxTensor) {
    spec.checkGradient(dxTensor, wTensor, dyTensor);
    double[] dy = doubles(dyTensor);
    double[] w = doubles(wTensor);
    double[] dx = doubles(dxTensor);
    Arrays.fill(dx, 0, spec.input().intElements(), 0);
    forEachTerm(spec, (xi, wi, yi) -> dx[xi] += dy[yi] * w[wi]);
    counters.addLaunch();
  }

  @Override
  public void weightGradient(Conv2dSpec spec, Tensor xTensor, Tensor dyTensor, Tensor dwTensor) {
    spec.checkGradient(xTensor, dwTensor, dyTensor);
    double[] x = doubles(xTensor);
    double[] dy = doubles(dyTensor);
    double[] dw = doubles(dwTensor);
    forEachTerm(spec, (xi, wi, yi) -> dw[wi] += dy[yi] * x[xi]);
    counters.addLaunch();
  }

  private static void forEachTerm(Conv2dSpec spec, Term term) {
    int filterChannels = spec.inChannels() / spec.groups();
    for (int n = 0; n < spec.batch(); n++) {
      for (int i = 0; i < spec.outHeight(); i++) {
        for (int j = 0; j < spec.outWidth(); j++) {
          for (int u = 0; u < spec.kernelHeight(); u++) {
            for (int v = 0; v < spec.kernelWidth(); v++) {
              int h = i * spec.stride() - spec.padHeight() + u;
              int w = j * spec.stride() - spec.padWidth() + v;
              if (h < 0 || h >= spec.height() || w < 0 || w >= spec.width()) {
                continue;
              }
              for (int o = 0; o < spec.outChannels(); o++) {
                for (int k = 0; k < filterChannels; k++) {
                  int c = spec.groups() == 1 ? k : o;
                  term.visit(
                      ((n * spec.height() + h) * spec.width() + w) * spec.inChannels() + c,
                      ((u * spec.kernelWidth() + v) * filterChannels + k) * spec.outChannels() + o,
                      ((n * spec.outHeight() + i) * spec.outWidth() + j) * spec.outChannels() + o);
                }
              }
            }
          }
        }
      }
    }
  }
}
