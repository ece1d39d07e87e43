package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.LrnSpec;
import io.github.facenet4j.tensor.spi.NormOps;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.TransferCounters;

/** The batch norms; the other two normalisations are next door. */
final class ReferenceNorm implements NormOps {
  private final TransferCounters counters;

  ReferenceNorm(TransferCounters counters) {
    this.counters = counters;
  }

  @Override
  public void batchNormInfer(
      BatchNormSpec spec,
      Tensor xTensor,
      Tensor gammaTensor,
      Tensor betaTensor,
      Tensor meanTensor,
      Tensor varianceTensor,
      Tensor yTensor) {
    spec.checkMaps(xTensor);
    spec.checkResult(yTensor);
    spec.checkChannels(gammaTensor, betaTensor, meanTensor, varianceTensor);
    double[] x = doubles(xTensor);
    double[] gamma = doubles(gammaTensor);
    double[] beta = doubles(betaTensor);
    double[] mean = doubles(meanTensor);
    double[] variance = doubles(varianceTensor);
    double[] y = doubles(yTensor);
    PlaceSpec place = spec.placeOfResult();
    int channels = spec.channels();
    for (int row = 0; row < spec.rows(); row++) {
      for (int c = 0; c < channels; c++) {
        int i = row * channels + c;
        double xHat = (x[i] - mean[c]) / Math.sqrt(variance[c] + spec.epsilon());
        double z = gamma[c] * xHat + beta[c];
        y[place.offset(row) + c] = ReferenceEpilogue.activate(spec.activation(), z, 0);
      }
    }
    counters.addLaunch();
  }

  @Override
  public void batchNormTrain(
      BatchNormSpec spec,
      Tensor xTensor,
      Tensor gammaTensor,
      Tensor betaTensor,
      Tensor savedMeanTensor,
      Tensor savedInverseStdTensor,
      Tensor runningMeanTensor,
      Tensor runningVarianceTensor,
      Tensor yTensor) {
    spec.checkMaps(xTensor);
    spec.checkResult(yTensor);
    spec.checkChannels(gammaTensor, betaTensor, savedMeanTensor, savedInverseStdTensor);
    spec.checkChannels(runningMeanTensor, runningVarianceTensor);
    double[] x = doubles(xTensor);
    double[] gamma = doubles(gammaTensor);
    double[] beta = doubles(betaTensor);
    double[] savedMean = doubles(savedMeanTensor);
    double[] savedInverseStd = doubles(savedInverseStdTensor);
    double[] runningMean = doubles(runningMeanTensor);
    double[] runningVariance = doubles(runningVarianceTensor);
    double[] y = doubles(yTensor);
    PlaceSpec place = spec.placeOfResult();
    int channels = spec.channels();
    int rows = spec.rows();
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += x[row * channels + c];
      }
      double mean = sum / rows;
      double squares = 0;
      for (int row = 0; row < rows; row++) {
        double centred = x[row * channels + c] - mean;
        squares += centred * centred;
      }
      double variance = squares / rows;
      double inverseStd = 1 / Math.sqrt(variance + spec.epsilon());
      for (int row = 0; row < rows; row++) {
        int i = row * channels + c;
        double z = gamma[c] * ((x[i] - mean) * inverseStd) + beta[c];
        y[place.offset(row) + c] = ReferenceEpilogue.activate(spec.activation(), z, 0);
      }
      savedMean[c] = mean;
      savedInverseStd[c] = inverseStd;
      double unbiased = rows == 1 ? variance : squares / (rows - 1);
      runningMean[c] += spec.momentum() * (mean - runningMean[c]);
      runningVariance[c] += spec.momentum() * (unbiased - runningVariance[c]);
    }
    counters.addLaunch();
  }

  @Override
  public void batchNormBackward(
      BatchNormSpec spec,
      Tensor xTensor,
      Tensor gammaTensor,
      Tensor betaTensor,
      Tensor savedMeanTensor,
      Tensor savedInverseStdTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dgammaTensor,
      Tensor dbetaTensor) {
    spec.checkMaps(xTensor, dxTensor);
    spec.checkResult(dyTensor);
    spec.checkChannels(gammaTensor, betaTensor, savedMeanTensor, savedInverseStdTensor);
    spec.checkChannels(dgammaTensor, dbetaTensor);
    double[] x = doubles(xTensor);
    double[] gamma = doubles(gammaTensor);
    double[] beta = doubles(betaTensor);
    double[] mean = doubles(savedMeanTensor);
    double[] r = doubles(savedInverseStdTensor);
    double[] dy = doubles(dyTensor);
    double[] dx = doubles(dxTensor);
    double[] dgamma = doubles(dgammaTensor);
    double[] dbeta = doubles(dbetaTensor);
    PlaceSpec place = spec.placeOfResult();
    int channels = spec.channels();
    int rows = spec.rows();
    for (int c = 0; c < channels; c++) {
      double[] xHat = new double[rows];
      double[] g = new double[rows];
      double sumG = 0;
      double sumGxHat = 0;
      for (int row = 0; row < rows; row++) {
        xHat[row] = (x[row * channels + c] - mean[c]) * r[c];
        double z = gamma[c] * xHat[row] + beta[c];
        g[row] = dy[place.offset(row) + c] * ReferenceEpilogue.derivative(spec.activation(), z, 0);
        sumG += g[row];
        sumGxHat += g[row] * xHat[row];
      }
      for (int row = 0; row < rows; row++) {
        double centred = g[row] - sumG / rows - xHat[row] * (sumGxHat / rows);
        dx[row * channels + c] = gamma[c] * r[c] * centred;
      }
      dgamma[c] += sumGxHat;
      dbeta[c] += sumG;
    }
    counters.addLaunch();
  }

  @Override
  public void lrnForward(LrnSpec spec, Tensor x, Tensor y) {
    spec.check(x, y);
    ReferenceLrn.forward(spec, doubles(x), doubles(y));
    counters.addLaunch();
  }

  @Override
  public void lrnBackward(LrnSpec spec, Tensor x, Tensor dy, Tensor dx) {
    spec.check(x, dy, dx);
    ReferenceLrn.backward(spec, doubles(x), doubles(dy), doubles(dx));
    counters.addLaunch();
  }

  @Override
  public void l2NormalizeForward(L2NormSpec spec, Tensor x, Tensor y, Tensor inverseNorms) {
    spec.check(inverseNorms, x, y);
    ReferenceL2Norm.forward(spec, doubles(x), doubles(y), doubles(inverseNorms));
    counters.addLaunch();
  }

  @Override
  public void l2NormalizeBackward(
      L2NormSpec spec, Tensor y, Tensor inverseNorms, Tensor dy, Tensor dx) {
    spec.check(inverseNorms, y, dy, dx);
    ReferenceL2Norm.backward(spec, doubles(y), doubles(inverseNorms), doubles(dy), doubles(dx));
    counters.addLaunch();
  }
}
