package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.TransferCounters;
import java.util.Arrays;

/**
 * Convolution by definition. All three passes visit the same terms {@code (n,i,j; u,v; c,o)}, in
 * which output pixel (i,j) sees input pixel {@code (h,w) = (i·s−p+u, j·s−p+v)} through filter tap
 * (u,v):
 *
 * <pre>
 * forward           y[n,i,j,o]  += x[n,h,w,c]  · w[u,v,c,o]
 * data gradient     dx[n,h,w,c] += dy[n,i,j,o] · w[u,v,c,o]
 * weight gradient   dw[u,v,c,o] += dy[n,i,j,o] · x[n,h,w,c]
 * </pre>
 *
 * Terms with (h,w) outside the input are left out. Depthwise is the same with one filter channel k
 * in place of c, and c = o.
 */
final class ReferenceConv implements ConvOps {
  private final TransferCounters counters;

  ReferenceConv(TransferCounters counters) {
    this.counters = counters;
  }

  /**
   * Receives one input pixel, filter tap and output pixel that meet: the indices of their first
   * channels in x, w and y.
   */
  private interface Meeting {
    void visit(int xPixel, int wTap, int yPixel);
  }

  @Override
  public void forward(
      Conv2dSpec spec, Tensor xTensor, Tensor wTensor, Epilogue epilogue, Tensor yTensor) {
    spec.check(xTensor, wTensor, epilogue, yTensor);
    double[] x = doubles(xTensor);
    double[] w = doubles(wTensor);
    double[] y = doubles(yTensor);
    ReferenceEpilogue finish = new ReferenceEpilogue(epilogue);
    int filterChannels = spec.inChannels() / spec.groups();
    int outChannels = spec.outChannels();
    boolean dense = spec.groups() == 1;
    // Sums are collected beside y because the residual may be y itself.
    double[] sums = new double[spec.output().intElements()];
    forEachMeeting(
        spec,
        (xPixel, wTap, yPixel) -> {
          for (int k = 0; k < filterChannels; k++) {
            for (int o = 0; o < outChannels; o++) {
              int c = dense ? k : o;
              sums[yPixel + o] += x[xPixel + c] * w[wTap + k * outChannels + o];
            }
          }
        });
    PlaceSpec place = spec.place(epilogue);
    for (int i = 0; i < sums.length; i++) {
      int o = i % outChannels;
      y[place.offset(i / outChannels) + o] = finish.apply(sums[i], i, o);
    }
    counters.addLaunch();
  }

  @Override
  public void dataGradient(Conv2dSpec spec, Tensor dyTensor, Tensor wTensor, Tensor dxTensor) {
    spec.checkGradient(dxTensor, wTensor, dyTensor);
    double[] dy = doubles(dyTensor);
    double[] w = doubles(wTensor);
    double[] dx = doubles(dxTensor);
    int filterChannels = spec.inChannels() / spec.groups();
    int outChannels = spec.outChannels();
    boolean dense = spec.groups() == 1;
    Arrays.fill(dx, 0, spec.input().intElements(), 0);
    forEachMeeting(
        spec,
        (xPixel, wTap, yPixel) -> {
          for (int k = 0; k < filterChannels; k++) {
            for (int o = 0; o < outChannels; o++) {
              int c = dense ? k : o;
              dx[xPixel + c] += dy[yPixel + o] * w[wTap + k * outChannels + o];
            }
          }
        });
    counters.addLaunch();
  }

  @Override
  public void weightGradient(Conv2dSpec spec, Tensor xTensor, Tensor dyTensor, Tensor dwTensor) {
    spec.checkGradient(xTensor, dwTensor, dyTensor);
    double[] x = doubles(xTensor);
    double[] dy = doubles(dyTensor);
    double[] dw = doubles(dwTensor);
    int filterChannels = spec.inChannels() / spec.groups();
    int outChannels = spec.outChannels();
    boolean dense = spec.groups() == 1;
    forEachMeeting(
        spec,
        (xPixel, wTap, yPixel) -> {
          for (int k = 0; k < filterChannels; k++) {
            for (int o = 0; o < outChannels; o++) {
              int c = dense ? k : o;
              dw[wTap + k * outChannels + o] += dy[yPixel + o] * x[xPixel + c];
            }
          }
        });
    counters.addLaunch();
  }

  private static void forEachMeeting(Conv2dSpec spec, Meeting meeting) {
    int tapSize = spec.inChannels() / spec.groups() * spec.outChannels();
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
              meeting.visit(
                  ((n * spec.height() + h) * spec.width() + w) * spec.inChannels(),
                  (u * spec.kernelWidth() + v) * tapSize,
                  ((n * spec.outHeight() + i) * spec.outWidth() + j) * spec.outChannels());
            }
          }
        }
      }
    }
  }
}
