package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.LrnSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.TripletSlots;
import io.github.facenet4j.tensor.spi.TripletSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle gives what PyTorch gives, forwards and backwards. */
class GoldenOpsTest {
  private final ReferenceBackend backend = new ReferenceBackend();
  private final MemoryScope scope = MemoryScope.root(backend, "golden");
  private Golden golden;

  @BeforeEach
  void open() throws IOException {
    golden = new Golden();
  }

  @AfterEach
  void close() throws IOException {
    golden.close();
    scope.close();
    backend.close();
  }

  private List<Golden.Case> family(String family, int cases) {
    List<Golden.Case> found = golden.family(family);
    assertEquals(cases, found.size(), "cases of " + family);
    return found;
  }

  @Test
  void convolution() throws IOException {
    for (Golden.Case c : family("conv", 7)) {
      Shape x = c.shape("x");
      Shape w = c.shape("w");
      Conv2dSpec spec =
          new Conv2dSpec(
              c.toString(),
              x.n(),
              x.h(),
              x.w(),
              x.c(),
              w.dim(3),
              w.dim(0),
              w.dim(1),
              c.whole("stride"),
              c.whole("padHeight"),
              c.whole("padWidth"),
              c.whole("groups"));
      Tensor y = scope.floats(c.shape("y"));
      Epilogue bias = Epilogue.bias(c.floats(scope, "bias"));
      backend.conv().forward(spec, c.floats(scope, "x"), c.floats(scope, "w"), bias, y);
      c.assertAgrees("y", y);
      Tensor dy = c.floats(scope, "dy");
      Tensor dx = scope.floats(x);
      backend.conv().dataGradient(spec, dy, c.floats(scope, "w"), dx);
      c.assertAgrees("dx", dx);
      Tensor dw = scope.zeros(w);
      backend.conv().weightGradient(spec, c.floats(scope, "x"), dy, dw);
      c.assertAgrees("dw", dw);
      Tensor dbias = scope.zeros(c.shape("dbias"));
      backend.elementwise().biasGradient(spec.output().rows(), spec.outChannels(), dy, dbias);
      c.assertAgrees("dbias", dbias);
    }
  }

  @Test
  void linear() throws IOException {
    for (Golden.Case c : family("linear", 1)) {
      int n = c.shape("x").dim(0);
      int in = c.shape("x").dim(1);
      int out = c.shape("y").dim(1);
      Tensor x = c.floats(scope, "x");
      Tensor w = c.floats(scope, "w");
      Tensor dy = c.floats(scope, "dy");
      Tensor y = scope.floats(c.shape("y"));
      GemmSpec forward =
          GemmSpec.of("Y = X·Wᵀ", n, out, in).transposed(Transpose.NO, Transpose.YES);
      backend.gemm().multiply(forward, x, w, Epilogue.bias(c.floats(scope, "bias")), y);
      c.assertAgrees("y", y);
      Tensor dx = scope.floats(c.shape("x"));
      backend.gemm().multiply(GemmSpec.of("dX = dY·W", n, in, out), dy, w, Epilogue.NONE, dx);
      c.assertAgrees("dx", dx);
      Tensor dw = scope.zeros(c.shape("w"));
      GemmSpec weights =
          GemmSpec.of("dW += dYᵀ·X", out, in, n).transposed(Transpose.YES, Transpose.NO).adding();
      backend.gemm().multiply(weights, dy, x, Epilogue.NONE, dw);
      c.assertAgrees("dw", dw);
    }
  }

  @Test
  void pooling() throws IOException {
    for (Golden.Case c : family("pool", 6)) {
      Shape x = c.shape("x");
      PoolSpec spec =
          new PoolSpec(
              c.toString(),
              c.choice(PoolKind.class, "kind"),
              x.n(),
              x.h(),
              x.w(),
              x.c(),
              c.whole("kernel"),
              c.whole("stride"),
              c.whole("pad"),
              c.choice(PoolSpec.Rounding.class, "rounding"));
      assertEquals(c.shape("y"), spec.output());
      Tensor input = c.floats(scope, "x");
      Tensor y = scope.floats(spec.output());
      Tensor argmax = spec.kind() == PoolKind.MAX ? scope.ints(spec.output()) : null;
      backend.pool().forward(spec, input, y, argmax);
      c.assertAgrees("y", y);
      Tensor dx = scope.floats(x);
      backend.pool().backward(spec, input, y, argmax, c.floats(scope, "dy"), dx);
      c.assertAgrees("dx", dx);
    }
  }

  @Test
  void batchNorm() throws IOException {
    for (Golden.Case c : family("batch norm", 2)) {
      BatchNormSpec spec =
          new BatchNormSpec(
              c.toString(),
              c.shape("x").rows(),
              c.shape("x").c(),
              c.number("epsilon"),
              c.number("momentum"));
      Tensor x = c.floats(scope, "x");
      Tensor gamma = c.floats(scope, "gamma");
      Tensor beta = c.floats(scope, "beta");
      Tensor runningMean = c.floats(scope, "running mean before");
      Tensor runningVariance = c.floats(scope, "running variance before");
      Tensor y = scope.floats(x.shape());
      backend.norm().batchNormInfer(spec, x, gamma, beta, runningMean, runningVariance, y);
      c.assertAgrees("infer", y);
      Tensor mean = scope.floats(gamma.shape());
      Tensor inverseStd = scope.floats(gamma.shape());
      backend
          .norm()
          .batchNormTrain(spec, x, gamma, beta, mean, inverseStd, runningMean, runningVariance, y);
      c.assertAgrees("y", y);
      c.assertAgrees("running mean after", runningMean);
      c.assertAgrees("running variance after", runningVariance);
      Tensor dx = scope.floats(x.shape());
      Tensor dgamma = scope.zeros(gamma.shape());
      Tensor dbeta = scope.zeros(gamma.shape());
      Tensor dy = c.floats(scope, "dy");
      backend
          .norm()
          .batchNormBackward(spec, x, gamma, beta, mean, inverseStd, dy, dx, dgamma, dbeta);
      c.assertAgrees("dx", dx);
      c.assertAgrees("dgamma", dgamma);
      c.assertAgrees("dbeta", dbeta);
    }
  }

  @Test
  void localResponseNorm() throws IOException {
    for (Golden.Case c : family("lrn", 2)) {
      Tensor x = c.floats(scope, "x");
      LrnSpec spec =
          new LrnSpec(
              c.toString(),
              x.shape().rows(),
              x.shape().c(),
              c.whole("size"),
              c.number("alpha"),
              c.number("beta"),
              c.number("k"));
      Tensor y = scope.floats(x.shape());
      backend.norm().lrnForward(spec, x, y);
      c.assertAgrees("y", y);
      Tensor dx = scope.floats(x.shape());
      backend.norm().lrnBackward(spec, x, c.floats(scope, "dy"), dx);
      c.assertAgrees("dx", dx);
    }
  }

  @Test
  void l2Normalize() throws IOException {
    for (Golden.Case c : family("l2 normalize", 2)) {
      Tensor x = c.floats(scope, "x");
      int rows = x.shape().dim(0);
      L2NormSpec spec = new L2NormSpec(c.toString(), rows, x.shape().dim(1), c.number("epsilon"));
      Tensor y = scope.floats(x.shape());
      Tensor inverseNorms = scope.floats(Shape.of(rows));
      backend.norm().l2NormalizeForward(spec, x, y, inverseNorms);
      c.assertAgrees("y", y);
      Tensor dx = scope.floats(x.shape());
      backend.norm().l2NormalizeBackward(spec, y, inverseNorms, c.floats(scope, "dy"), dx);
      c.assertAgrees("dx", dx);
    }
  }

  @Test
  void activations() throws IOException {
    for (Golden.Case c : family("activation", 3)) {
      Tensor x = c.floats(scope, "x");
      Activation activation = c.choice(Activation.class, "activation");
      ActivationSpec spec =
          new ActivationSpec(c.toString(), activation, x.shape().rows(), x.shape().dim(-1));
      boolean prelu = activation == Activation.PRELU;
      Tensor slopes = prelu ? c.floats(scope, "slopes") : null;
      Tensor dslopes = prelu ? scope.zeros(c.shape("slopes")) : null;
      Tensor y = scope.floats(x.shape());
      backend.elementwise().activationForward(spec, x, slopes, y);
      c.assertAgrees("y", y);
      Tensor dx = scope.floats(x.shape());
      Tensor dy = c.floats(scope, "dy");
      backend.elementwise().activationBackward(spec, x, slopes, dy, dx, dslopes);
      c.assertAgrees("dx", dx);
      if (prelu) {
        c.assertAgrees("dslopes", dslopes);
      }
    }
  }

  @Test
  void tripletLoss() throws IOException {
    for (Golden.Case c : family("triplet", 3)) {
      Tensor x = c.floats(scope, "x");
      int batch = x.shape().dim(0);
      TripletSpec spec =
          new TripletSpec(
              c.toString(),
              batch,
              x.shape().dim(1),
              c.shape("positives").dim(0),
              c.number("margin"),
              c.choice(TripletSpec.Reduction.class, "reduction"),
              c.number("epsilon"));
      TripletSlots slots =
          new TripletSlots(
              c.ints(scope, "starts"), c.ints(scope, "positives"), c.ints(scope, "negatives"));
      Tensor inverseNorms = scope.floats(Shape.of(batch));
      Tensor coefficients = scope.floats(Shape.of(batch, batch));
      Tensor statistics = scope.floats(Shape.of(TripletSpec.STATISTICS));
      backend.metric().tripletLossForward(spec, x, slots, inverseNorms, coefficients, statistics);
      c.assertAgrees("statistics", statistics);
      Tensor dx = scope.floats(x.shape());
      backend
          .metric()
          .distanceLossBackward(spec.rows(), x, inverseNorms, coefficients, statistics, dx);
      c.assertAgrees("dx", dx);
    }
  }
}
