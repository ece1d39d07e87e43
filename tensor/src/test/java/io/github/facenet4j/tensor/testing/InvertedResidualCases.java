package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Inverted residual bottlenecks: maps, channels and strides, then what the steps end in. */
public final class InvertedResidualCases {
  private InvertedResidualCases() {}

  /**
   * What the two wide steps do to their sums.
   *
   * @param expanded activation of the expansion
   * @param filtered activation of the filters
   * @param bias whether they add one
   */
  private record Wide(Activation expanded, Activation filtered, boolean bias) {}

  private static final Wide RELU6 = new Wide(Activation.RELU6, Activation.RELU6, true);

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (InvertedResidualSpec spec : specs()) {
      cases.add(parityCase(spec, RELU6, EpilogueKind.BIAS, null));
    }
    InvertedResidualSpec odd = spec(2, 5, 9, 17, 51, 19, 1);
    for (EpilogueKind kind : EpilogueKind.values()) {
      if (kind != EpilogueKind.BIAS_RESIDUAL_IN_PLACE) {
        cases.add(parityCase(odd, RELU6, kind, null));
        cases.add(parityCase(spec(1, 6, 4, 16, 48, 32, 1), RELU6, kind, null));
      }
    }
    for (PlaceSpec place : PoolCases.places(odd.output())) {
      cases.add(parityCase(odd, RELU6, EpilogueKind.BIAS_RELU, place));
    }
    List<Wide> steps =
        List.of(
            new Wide(Activation.NONE, Activation.NONE, false),
            new Wide(Activation.RELU, Activation.NONE, true),
            new Wide(Activation.RELU6, Activation.RELU, false),
            new Wide(Activation.PRELU, Activation.RELU6, true),
            new Wide(Activation.RELU, Activation.PRELU, true));
    for (Wide wide : steps) {
      cases.add(parityCase(odd, wide, EpilogueKind.BIAS, null));
    }
    return cases;
  }

  private static List<InvertedResidualSpec> specs() {
    List<InvertedResidualSpec> specs = new ArrayList<>();
    for (int stride = 1; stride <= 3; stride++) {
      specs.add(spec(1, 1, 1, 1, 1, 1, stride));
      specs.add(spec(2, 1, 2, 3, 5, 7, stride));
      specs.add(spec(5, 4, 4, 16, 48, 16, stride)); // the map of a work-item is all of the image
      specs.add(spec(2, 7, 7, 20, 64, 40, stride));
      specs.add(spec(1, 13, 8, 8, 24, 17, stride)); // strips of unlike height
      specs.add(spec(3, 9, 31, 5, 130, 33, stride));
      specs.add(spec(1, 37, 29, 4, 20, 8, stride)); // several blocks of rows in a strip
      specs.add(spec(2, 40, 3, 2, 16, 64, stride)); // more rows than a block, few pixels in each
      specs.add(spec(1, 3, 70, 7, 100, 80, stride));
    }
    specs.add(spec(5, 28, 28, 32, 96, 32, 1));
    specs.add(spec(1, 56, 56, 32, 96, 32, 2));
    return specs;
  }

  private static InvertedResidualSpec spec(
      int n, int h, int w, int in, int wide, int out, int stride) {
    return new InvertedResidualSpec("bottleneck", n, h, w, in, wide, out, stride);
  }

  private static ParityCase parityCase(
      InvertedResidualSpec spec, Wide wide, EpilogueKind kind, PlaceSpec place) {
    String name =
        "bottleneck x=%s wide=%d out=%d stride=%d %s%s %s %s %s"
            .formatted(
                spec.input(),
                spec.wideChannels(),
                spec.outChannels(),
                spec.stride(),
                wide.expanded(),
                wide.bias() ? " bias" : "",
                wide.filtered(),
                kind,
                place == null ? "" : PoolCases.name(place));
    return new ParityCase(name, c -> check(c, name, spec, wide, kind, place));
  }

  /**
   * What is lost of the operands of the first and the last product. Below a precision's range it is
   * lost of values of at most 1 before nine filter taps and the last product, and of sums of at
   * most nine times the channels before the last.
   */
  private static double[] ofRoundedOperands(
      Precision precision, InvertedResidualSpec spec, double[] magnitude) {
    double unit = precision.unitRoundoff();
    double relative = Math.pow(1 + 2 * unit + unit * unit, 2) - 1;
    double absolute =
        3 * precision.underflow() * spec.wideChannels() * (9.0 * spec.inChannels() + 1);
    return Arrays.stream(magnitude).map(each -> relative * each + absolute).toArray();
  }

  /**
   * No activation enlarges a difference. So what the expansion is off by is at most multiplied by
   * the absolute values of the other weights, and likewise for the filters: the relative errors of
   * the three sums add, with respect to the whole computed from absolute values.
   */
  private static void check(
      OracleComparison comparison,
      String name,
      InvertedResidualSpec spec,
      Wide wide,
      EpilogueKind kind,
      PlaceSpec place) {
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Operand x = op.input("x", spec.input(), data.values(spec.input()));
    Step expand = new Step(op, data, "1", spec.expansion().filter(), wide.expanded(), wide.bias());
    Step filter = new Step(op, data, "2", spec.filtering().filter(), wide.filtered(), wide.bias());
    Shape filters = spec.projection().filter();
    Operand w3 = op.input("w3", filters, data.values(filters));
    EpilogueKind.Operands last = kind.declare(op, data, spec.output(), place);
    Operand y = last.output();
    double[] magnitude =
        op.magnitude(
            (backend, t) ->
                backend
                    .conv()
                    .invertedResidual(
                        spec,
                        t.of(x),
                        expand.sums(t),
                        filter.sums(t),
                        new ConvStep(t.of(w3), last.sums(t)),
                        t.of(y)),
            y);
    int terms = spec.inChannels() + 9 + spec.wideChannels();
    int besideSums = 2 * 4; // of the wide steps; withinSum allows for those of the last
    y.withinSum(terms + besideSums, magnitude);
    y.widen(ofRoundedOperands(comparison.device().precision(), spec, magnitude));
    op.check(
        (backend, t) ->
            backend
                .conv()
                .invertedResidual(
                    spec,
                    t.of(x),
                    expand.on(t),
                    filter.on(t),
                    new ConvStep(t.of(w3), last.on(t)),
                    t.of(y)));
  }

  /** Operands of a wide step. */
  private static final class Step {
    private final Operand w;
    private final Operand bias;
    private final Operand slopes;
    private final Activation activation;

    Step(
        OpRun op,
        RandomData data,
        String number,
        Shape filter,
        Activation activation,
        boolean bias) {
      Shape channel = Shape.of(filter.dim(-1));
      this.w = op.input("w" + number, filter, data.values(filter));
      // Wide enough that RELU6 meets both corners.
      this.bias = bias ? op.input("bias" + number, channel, data.values(channel, -4, 8)) : null;
      this.slopes =
          activation == Activation.PRELU
              ? op.input("slopes" + number, channel, data.values(channel))
              : null;
      this.activation = activation;
    }

    ConvStep on(OpRun.Tensors t) {
      return new ConvStep(t.of(w), new Epilogue(t.of(bias), null, activation, t.of(slopes), null));
    }

    ConvStep sums(OpRun.Tensors t) {
      return new ConvStep(t.of(w), Epilogue.bias(t.of(bias)));
    }
  }
}
