package io.github.facenet4j.tensor.reference;

import static io.github.facenet4j.tensor.reference.ReferenceStorage.doubles;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.TransferCounters;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.WriteMode;

/** Matrix products by definition: C[i,j] is the sum over k of A[i,k]·B[k,j]. */
final class ReferenceGemm implements GemmOps {
  private final TransferCounters counters;

  ReferenceGemm(TransferCounters counters) {
    this.counters = counters;
  }

  @Override
  public void multiply(
      GemmSpec spec, Tensor aTensor, Tensor bTensor, Epilogue epilogue, Tensor cTensor) {
    spec.check(aTensor, bTensor, epilogue, cTensor);
    double[] a = doubles(aTensor);
    double[] b = doubles(bTensor);
    double[] c = doubles(cTensor);
    ReferenceEpilogue finish = new ReferenceEpilogue(epilogue);
    for (int i = 0; i < spec.m(); i++) {
      for (int j = 0; j < spec.n(); j++) {
        double sum = 0;
        for (int k = 0; k < spec.k(); k++) {
          double aik =
              spec.transposeA() == Transpose.NO ? a[i * spec.k() + k] : a[k * spec.m() + i];
          double bkj =
              spec.transposeB() == Transpose.NO ? b[k * spec.n() + j] : b[j * spec.k() + k];
          sum += aik * bkj;
        }
        int index = i * spec.n() + j;
        c[index] = spec.mode() == WriteMode.ADD ? c[index] + sum : finish.apply(sum, index, j);
      }
    }
    counters.addLaunch();
  }
}
