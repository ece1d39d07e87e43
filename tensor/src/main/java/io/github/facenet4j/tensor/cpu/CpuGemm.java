package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmOps;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;

/** Matrix products; only the way the operands are read differs between the transposes. */
final class CpuGemm implements GemmOps {
  private final CpuContext context;

  CpuGemm(CpuContext context) {
    this.context = context;
  }

  @Override
  public void multiply(GemmSpec spec, Tensor a, Tensor b, Epilogue epilogue, Tensor c) {
    spec.check(a, b, epilogue, c);
    context.counters().addLaunch();
    float[] bValues = CpuStorage.read(b);
    PackSource right =
        PackSource.of(
            spec.transposeB() == Transpose.NO
                ? new StridedMatrix(bValues, 0, spec.n(), 1)
                : new StridedMatrix(bValues, 0, 1, spec.k()),
            CpuStorage.forms(b));
    RowStore store =
        new RowStore(
            context.kernels().channels(), c, RowStore.contiguous(spec.n()), epilogue, spec.mode());
    float[] aValues = CpuStorage.read(a);
    boolean dots = spec.transposeA() == Transpose.NO && spec.transposeB() == Transpose.YES;
    if (dots && spec.m() <= DotProducts.MOST_ROWS) {
      new DotProducts(context, spec, aValues, bValues, store).run();
    } else if (spec.transposeA() == Transpose.NO) {
      RowSource rows = new MatrixRows(aValues, spec.m(), spec.k());
      new RowProduct(context, rows, right, spec.n(), store).run();
    } else if (TurnedMatrix.pays(context.kernels().products(), spec)) {
      RowSource rows = TurnedMatrix.of(context, spec, aValues);
      new RowProduct(context, rows, right, spec.n(), store).run();
    } else {
      RowSource rows = new MatrixRows(aValues, spec.k(), spec.m());
      new TransposedProduct(context, rows, right, spec.n(), store).run();
    }
  }
}
