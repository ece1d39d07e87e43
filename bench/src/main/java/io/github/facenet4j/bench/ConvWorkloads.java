package io.github.facenet4j.bench;

import io.github.facenet4j.bench.Workload.Cost;
import io.github.facenet4j.bench.Workload.Setup;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.Epilogue;
import java.util.Arrays;
import java.util.List;

/**
 * The three passes of a convolution, {@code conv/forward/3x3s2} and so on: the last part is the
 * filter and, beyond 1, the stride; depthwise where every channel has its own filter.
 */
final class ConvWorkloads {
  /** N x H x W x C x O x kernel x stride x pad; O = 0 stands for depthwise. */
  static final String FORM = "NxHxWxCxOxKERNELxSTRIDExPAD";

  /** The passes, as the names have them. */
  enum Pass {
    /** y from x and w, with bias and ReLU as the networks have them. */
    FORWARD("forward"),
    /** dx from dy and w. */
    DATA_GRADIENT("dataGradient"),
    /** dw from x and dy. */
    WEIGHT_GRADIENT("weightGradient");

    private final String text;

    Pass(String text) {
      this.text = text;
    }

    static Pass named(String text) {
      return Arrays.stream(values())
          .filter(pass -> pass.text.equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "Benchmark 'conv/"
                          + text
                          + "' is not known; use conv/forward, conv/dataGradient,"
                          + " conv/weightGradient"));
    }
  }

  private ConvWorkloads() {}

  /** All passes over one shape. */
  static List<Workload> threePasses(String shape) {
    return Arrays.stream(Pass.values()).map(pass -> of(pass, shape)).toList();
  }

  /**
   * One pass.
   *
   * @param shape {@value #FORM}
   */
  static Workload of(Pass pass, String shape) {
    Conv2dSpec spec = spec(shape);
    return new Workload(
        "conv/" + pass.text + "/" + filter(spec), shape, cost(spec), setup(pass, spec));
  }

  private static Conv2dSpec spec(String shape) {
    int[] s = Sizes.parse(shape, FORM);
    Shape input = Shape.nhwc(s[0], s[1], s[2], s[3]);
    return s[4] == 0
        ? Conv2dSpec.depthwise("conv", input, s[5], s[6], s[7])
        : Conv2dSpec.square("conv", input, s[4], s[5], s[6], s[7]);
  }

  private static String filter(Conv2dSpec spec) {
    return (spec.isDepthwise() ? "depthwise" : "")
        + spec.kernelHeight()
        + "x"
        + spec.kernelWidth()
        + (spec.stride() == 1 ? "" : "s" + spec.stride());
  }

  /** A depthwise convolution uses each value a few times only: memory bounds it. */
  private static Cost cost(Conv2dSpec spec) {
    return spec.isDepthwise()
        ? Cost.memory(spec.bytes())
        : Cost.arithmetic(spec.multiplyAdds(), spec.bytes());
  }

  private static Setup setup(Pass pass, Conv2dSpec spec) {
    return scope -> {
      ConvOps conv = scope.backend().conv();
      switch (pass) {
        case FORWARD -> {
          Tensor x = Sizes.random(scope, spec.input(), 1);
          Tensor w = Sizes.random(scope, spec.filter(), 2);
          Tensor bias = Sizes.random(scope, Shape.of(spec.outChannels()), 3);
          Epilogue epilogue = Epilogue.bias(bias).then(Activation.RELU);
          Tensor y = scope.floats(spec.output());
          return () -> conv.forward(spec, x, w, epilogue, y);
        }
        case DATA_GRADIENT -> {
          Tensor dy = Sizes.random(scope, spec.output(), 1);
          Tensor w = Sizes.random(scope, spec.filter(), 2);
          Tensor dx = scope.floats(spec.input());
          return () -> conv.dataGradient(spec, dy, w, dx);
        }
        default -> {
          Tensor x = Sizes.random(scope, spec.input(), 1);
          Tensor dy = Sizes.random(scope, spec.output(), 2);
          Tensor dw = scope.zeros(spec.filter());
          return () -> conv.weightGradient(spec, x, dy, dw);
        }
      }
    };
  }
}
