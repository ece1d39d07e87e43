package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.TransferCounters;
import io.github.facenet4j.tensor.testing.ConvCases;
import io.github.facenet4j.tensor.testing.EpilogueKind;
import io.github.facenet4j.tensor.testing.OracleComparison;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Winograd's convolution against the oracle on maps that do not fill their tiles, with every
 * padding and epilogue, also where the backend would not choose it.
 */
class WinogradTest {

  /** Winograd wherever it can compute the convolution. */
  private record Always(Winograd winograd) implements ConvOps {
    @Override
    public void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
      spec.check(x, w, epilogue, y);
      winograd.forward(spec, x, w, epilogue, y);
    }

    @Override
    public void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
      spec.checkGradient(dx, w, dy);
      winograd.dataGradient(spec, dy, w, dx);
    }

    @Override
    public void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
      spec.checkGradient(x, dw, dy);
      winograd.weightGradient(spec, x, dy, dw);
    }
  }

  private interface Body {
    void run(OracleComparison comparison);
  }

  /** A cpu backend with another conv(). */
  private static void compare(KernelSet kernels, Body body) {
    try (WorkPool pool = new WorkPool(2);
        CpuBackend cpu = new CpuBackend(1, kernels)) {
      Winograd winograd = new Winograd(new CpuContext(pool, kernels, new TransferCounters()));
      Backend backend =
          (Backend)
              Proxy.newProxyInstance(
                  Backend.class.getClassLoader(),
                  new Class<?>[] {Backend.class},
                  (proxy, method, arguments) ->
                      method.getName().equals("conv")
                          ? new Always(winograd)
                          : method.invoke(cpu, arguments));
      try (OracleComparison comparison = new OracleComparison(backend)) {
        comparison.winograd(WinogradPlan.OUTPUTS);
        body.run(comparison);
      }
    }
  }

  private static List<Conv2dSpec> specs() {
    List<Conv2dSpec> specs = new ArrayList<>();
    for (int pad = 0; pad <= 2; pad++) {
      specs.add(spec(3, 9, 7, 17, 33, pad, pad));
      specs.add(spec(1, 6, 13, 16, 70, pad, 2 - pad));
    }
    specs.add(spec(1, 3, 3, 16, 16, 0, 0)); // one output pixel
    specs.add(spec(5, 3, 3, 40, 130, 1, 1)); // three groups of output channels
    specs.add(spec(30, 12, 12, 16, 24, 1, 1)); // several chunks
    specs.add(spec(1, 8, 8, 70, 66, 1, 1)); // two blocks of the filter's rows
    specs.add(spec(1, 5, 9, 3, 5, 1, 1)); // no whole vector
    return specs;
  }

  private static Conv2dSpec spec(int n, int h, int w, int in, int out, int padH, int padW) {
    return new Conv2dSpec("conv", n, h, w, in, out, 3, 3, 1, padH, padW, 1);
  }

  private static Stream<DynamicTest> tests(KernelSet kernels) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Conv2dSpec spec : specs()) {
      for (EpilogueKind kind : EpilogueKind.values()) {
        tests.add(
            DynamicTest.dynamicTest(
                "forward " + spec + " " + kind,
                () -> compare(kernels, device -> ConvCases.forward(device, spec, kind, null))));
      }
      tests.add(
          DynamicTest.dynamicTest(
              "data gradient " + spec,
              () -> compare(kernels, device -> ConvCases.dataGradient(device, spec))));
      tests.add(
          DynamicTest.dynamicTest(
              "weight gradient " + spec,
              () -> compare(kernels, device -> ConvCases.weightGradient(device, spec))));
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTheOracleInPlainLoops() {
    return tests(KernelChoice.choose("off"));
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTheOracleOnTheBestKernels() {
    return tests(KernelChoice.choose("auto"));
  }
}
