package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvCall;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.ArrayList;
import java.util.List;

/** Several convolutions in one call: steps of inception blocks, and mixtures that do not suit. */
public final class ConvAllCases {
  private ConvAllCases() {}

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    // The branches' last layers, side by side in one map; some smaller than the map.
    List<Conv2dSpec> last =
        List.of(
            conv(2, 6, 6, 24, 33, 3, 1, 1),
            conv(2, 6, 6, 16, 20, 5, 1, 2),
            conv(2, 3, 2, 40, 17, 1, 1, 0),
            conv(2, 6, 6, 17, 64, 1, 1, 0));
    List<Conv2dSpec> strided =
        List.of(conv(3, 7, 5, 16, 70, 3, 2, 1), conv(3, 7, 5, 12, 9, 5, 2, 2));
    List<Conv2dSpec> pixel =
        List.of(conv(1, 1, 1, 18, 1, 1, 1, 0), conv(1, 1, 1, 13, 130, 3, 1, 1));
    for (List<Conv2dSpec> specs : List.of(last, strided, pixel)) {
      for (Activation activation : List.of(Activation.NONE, Activation.RELU6)) {
        String name = "conv all " + specs.size() + " in a map " + last(specs) + " " + activation;
        cases.add(new ParityCase(name, c -> inOneMap(c, name, specs, activation)));
      }
    }
    // More than four; three channels; one filter a channel; every epilogue.
    List<Conv2dSpec> mixed =
        List.of(
            conv(1, 9, 8, 3, 16, 3, 1, 1),
            conv(1, 5, 7, 32, 48, 1, 1, 0),
            Conv2dSpec.depthwise("conv", Shape.nhwc(1, 6, 5, 18), 3, 1, 1),
            conv(2, 5, 5, 20, 31, 2, 3, 0),
            conv(1, 4, 4, 16, 16, 1, 1, 0),
            conv(1, 3, 3, 14, 96, 3, 1, 1),
            conv(2, 8, 8, 64, 5, 1, 2, 0));
    for (EpilogueKind kind : EpilogueKind.values()) {
      String name = "conv all mixed " + kind;
      cases.add(new ParityCase(name, c -> apart(c, name, mixed, kind)));
    }
    return cases;
  }

  private static Conv2dSpec conv(
      int n, int h, int w, int in, int out, int kernel, int stride, int pad) {
    return Conv2dSpec.square("conv", Shape.nhwc(n, h, w, in), out, kernel, stride, pad);
  }

  private static Shape last(List<Conv2dSpec> specs) {
    return specs.get(specs.size() - 1).output();
  }

  /** One of the convolutions and its operands. */
  private record Conv(Conv2dSpec spec, Operand x, Operand w, EpilogueKind.Operands epilogue) {
    ConvCall call(OpRun.Tensors t) {
      return new ConvCall(spec, t.of(x), t.of(w), epilogue.on(t), t.of(epilogue.output()));
    }

    ConvCall sums(OpRun.Tensors t) {
      return new ConvCall(spec, t.of(x), t.of(w), epilogue.sums(t), t.of(epilogue.output()));
    }

    int terms() {
      return ConvCases.taps(spec) * spec.inChannels() / spec.groups();
    }
  }

  /** Each result in the middle of the map, beside the others; between them values that stay. */
  private static void inOneMap(
      OracleComparison comparison, String name, List<Conv2dSpec> specs, Activation activation) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Shape first = specs.get(0).output();
    int channels = specs.stream().mapToInt(spec -> spec.outChannels() + 1).sum();
    Shape map = Shape.nhwc(first.n(), first.h(), first.w(), channels);
    Operand y = op.output("output", map, data.values(map));
    List<Conv> convs = new ArrayList<>();
    int channel = 0;
    for (Conv2dSpec spec : specs) {
      Shape part = spec.output();
      int top = (map.h() - part.h()) / 2;
      PlaceSpec place = new PlaceSpec("place", part, map, top, (map.w() - part.w()) / 2, channel);
      channel += part.c() + 1;
      Shape perChannel = Shape.of(part.c());
      Operand bias = op.input("bias", perChannel, data.values(perChannel, -8, 8));
      convs.add(
          conv(op, data, spec, new EpilogueKind.Operands(y, bias, null, activation, null, place)));
    }
    check(comparison, op, convs);
  }

  /** Every result in a tensor of its own. */
  private static void apart(
      OracleComparison comparison, String name, List<Conv2dSpec> specs, EpilogueKind kind) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    List<Conv> convs =
        specs.stream()
            .map(spec -> conv(op, data, spec, kind.declare(op, data, spec.output())))
            .toList();
    check(comparison, op, convs);
  }

  private static Conv conv(
      OpRun op, RandomData data, Conv2dSpec spec, EpilogueKind.Operands epilogue) {
    Operand x = op.input("x", spec.input(), data.values(spec.input()));
    Operand w = op.input("w", spec.filter(), data.values(spec.filter()));
    return new Conv(spec, x, w, epilogue);
  }

  private static void check(OracleComparison comparison, OpRun op, List<Conv> convs) {
    OpRun.Call sums =
        (backend, t) -> backend.conv().forwardAll(convs.stream().map(c -> c.sums(t)).toList());
    int terms = convs.stream().mapToInt(Conv::terms).max().orElseThrow();
    for (Conv conv : convs) {
      Operand y = conv.epilogue().output();
      if (y.bounds() == null) {
        y.withinSum(terms, op.magnitude(sums, y), comparison.device().precision());
      }
      if (WinogradBound.applies(conv.spec())) {
        double[] part =
            WinogradBound.forward(
                comparison.winogradSides(), conv.spec(), conv.x().floats(), conv.w().floats());
        PlaceSpec place = conv.epilogue().place();
        y.widen(place == null ? part : ConvCases.placed(part, place));
      }
    }
    op.check(
        (backend, t) -> backend.conv().forwardAll(convs.stream().map(c -> c.call(t)).toList()));
  }
}
