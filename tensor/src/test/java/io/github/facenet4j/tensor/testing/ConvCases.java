package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.ArrayList;
import java.util.List;

/** Convolutions in three passes, dense and depthwise, over the filter sizes that networks use. */
public final class ConvCases {
  private ConvCases() {}

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (Conv2dSpec spec : specs()) {
      cases.add(
          new ParityCase(name("forward", spec), c -> forward(c, spec, EpilogueKind.BIAS, null)));
      cases.add(new ParityCase(name("data gradient", spec), c -> dataGradient(c, spec)));
      cases.add(new ParityCase(name("weight gradient", spec), c -> weightGradient(c, spec)));
    }
    List<Conv2dSpec> withEpilogues =
        List.of(
            dense(2, 5, 6, 3, 17, 3, 3, 1, 1, 1),
            dense(1, 4, 4, 16, 16, 1, 1, 1, 0, 0),
            dense(2, 9, 7, 16, 33, 3, 3, 1, 1, 1),
            dense(1, 9, 9, 3, 16, 7, 7, 2, 3, 3),
            dense(2, 5, 5, 17, 16, 1, 1, 1, 0, 0),
            depthwise(2, 7, 5, 17, 3, 1, 1));
    for (Conv2dSpec spec : withEpilogues) {
      for (EpilogueKind kind : EpilogueKind.values()) {
        cases.add(
            new ParityCase(name("forward", spec) + " " + kind, c -> forward(c, spec, kind, null)));
        if (!kind.hasResidual()) {
          for (PlaceSpec place : PoolCases.places(spec.output())) {
            String name = name("forward", spec) + " " + kind + " " + PoolCases.name(place);
            cases.add(new ParityCase(name, c -> forward(c, spec, kind, place)));
          }
        }
      }
    }
    return cases;
  }

  /** The sizes; every one runs through all three passes. */
  public static List<Conv2dSpec> specs() {
    List<Conv2dSpec> specs = new ArrayList<>();
    int[] channels = {1, 3, 16, 17, 64};
    for (int in : channels) {
      for (int out : channels) {
        specs.add(dense(2, 5, 4, in, out, 1, 1, 1, 0, 0));
        specs.add(dense(1, 6, 7, in, out, 3, 3, 1, 1, 1));
      }
    }
    for (int stride = 1; stride <= 3; stride++) {
      for (int pad = 0; pad < 3; pad++) {
        specs.add(dense(2, 11, 8, 3, 5, 3, 3, stride, pad, pad));
        specs.add(dense(1, 8, 11, 16, 8, 5, 5, stride, pad, pad));
        specs.add(dense(2, 9, 13, 3, 17, 7, 7, stride, pad, pad));
      }
      specs.add(dense(2, 7, 9, 17, 16, 1, 1, stride, 0, 0));
      specs.add(dense(1, 5, 12, 6, 7, 1, 7, stride, 0, 3));
      specs.add(dense(1, 12, 5, 6, 7, 7, 1, stride, 3, 0));
      specs.add(dense(1, 6, 9, 5, 3, 2, 4, stride, 1, 2));
      specs.add(depthwise(2, 9, 7, 3, 3, stride, 1));
      specs.add(depthwise(1, 10, 11, 17, 5, stride, 2));
      specs.add(depthwise(1, 8, 8, 64, 3, stride, 0));
    }
    specs.add(dense(1, 1, 1, 1, 1, 1, 1, 1, 0, 0));
    specs.add(dense(3, 1, 1, 5, 2, 3, 3, 1, 1, 1)); // only the middle tap ever meets a pixel
    specs.add(dense(1, 3, 3, 4, 6, 3, 3, 1, 0, 0)); // one output pixel
    specs.add(dense(1, 7, 7, 2, 130, 3, 3, 2, 0, 0)); // last rows and columns are never read
    specs.add(dense(1, 23, 29, 16, 32, 3, 3, 1, 1, 1)); // partial tiles in both directions
    specs.add(dense(5, 12, 12, 32, 48, 3, 3, 1, 1, 1));
    specs.add(dense(3, 5, 9, 24, 40, 3, 3, 1, 0, 2)); // channels that end in half a vector
    specs.add(dense(2, 13, 4, 40, 19, 3, 3, 1, 2, 0));
    specs.add(dense(1, 2, 3, 18, 70, 3, 3, 1, 1, 1)); // smaller than a Winograd tile
    specs.add(dense(2, 19, 16, 12, 20, 1, 1, 1, 0, 0)); // a filter that is small beside the maps
    specs.add(dense(5, 30, 30, 12, 16, 1, 1, 2, 0, 0));
    specs.add(depthwise(3, 1, 1, 1, 1, 1, 0));
    specs.add(depthwise(1, 13, 17, 33, 7, 1, 3));
    // Several blocks of rows, which end inside images and where a class of pixels has a row less.
    specs.add(depthwise(3, 9, 41, 170, 3, 2, 1));
    return specs;
  }

  private static Conv2dSpec dense(
      int n, int h, int w, int in, int out, int kh, int kw, int stride, int padH, int padW) {
    return new Conv2dSpec("conv", n, h, w, in, out, kh, kw, stride, padH, padW, 1);
  }

  private static Conv2dSpec depthwise(
      int n, int h, int w, int channels, int kernel, int stride, int pad) {
    return Conv2dSpec.depthwise("conv", Shape.nhwc(n, h, w, channels), kernel, stride, pad);
  }

  private static String name(String pass, Conv2dSpec spec) {
    return "conv %s x=%s w=%s stride=%d pad=%dx%d groups=%d"
        .formatted(
            pass,
            spec.input(),
            spec.filter(),
            spec.stride(),
            spec.padHeight(),
            spec.padWidth(),
            spec.groups());
  }

  /**
   * y = epilogue(x ∗ w); sums of kernel area times input channels.
   *
   * @param place of y in a larger map, whose other values must stay; null for none
   */
  public static void forward(
      OracleComparison comparison, Conv2dSpec spec, EpilogueKind kind, PlaceSpec place) {
    RandomData data = new RandomData(name("forward", spec) + kind);
    OpRun op = comparison.op(name("forward", spec) + " " + kind);
    Operand x = op.input("x", spec.input(), data.values(spec.input()));
    Operand w = op.input("w", spec.filter(), data.values(spec.filter()));
    EpilogueKind.Operands epilogue = kind.declare(op, data, spec.output(), place);
    Operand y = epilogue.output();
    double[] magnitude =
        op.magnitude(
            (backend, t) ->
                backend.conv().forward(spec, t.of(x), t.of(w), epilogue.sums(t), t.of(y)),
            y);
    y.withinSum(
        taps(spec) * spec.inChannels() / spec.groups(), magnitude, precision(comparison, spec));
    if (WinogradBound.applies(spec)) {
      double[] part =
          WinogradBound.forward(comparison.winogradSides(), spec, x.floats(), w.floats());
      y.widen(place == null ? part : placed(part, place));
    }
    op.check(
        (backend, t) -> backend.conv().forward(spec, t.of(x), t.of(w), epilogue.on(t), t.of(y)));
  }

  /** dx, assigned; sums of kernel area times output channels. */
  public static void dataGradient(OracleComparison comparison, Conv2dSpec spec) {
    RandomData data = new RandomData(name("data gradient", spec));
    OpRun op = comparison.op(name("data gradient", spec));
    Operand dy = op.input("dy", spec.output(), data.values(spec.output()));
    Operand w = op.input("w", spec.filter(), data.values(spec.filter()));
    Operand dx = op.output("dx", spec.input());
    OpRun.Call call =
        (backend, t) -> backend.conv().dataGradient(spec, t.of(dy), t.of(w), t.of(dx));
    dx.withinSum(
        taps(spec) * spec.outChannels() / spec.groups(),
        op.magnitude(call, dx),
        precision(comparison, spec));
    if (WinogradBound.applies(spec)) {
      dx.widen(
          WinogradBound.dataGradient(comparison.winogradSides(), spec, dy.floats(), w.floats()));
    }
    op.check(call);
  }

  /** dw, added; sums over all output pixels of the batch. */
  public static void weightGradient(OracleComparison comparison, Conv2dSpec spec) {
    RandomData data = new RandomData(name("weight gradient", spec));
    OpRun op = comparison.op(name("weight gradient", spec));
    Operand x = op.input("x", spec.input(), data.values(spec.input()));
    Operand dy = op.input("dy", spec.output(), data.values(spec.output()));
    Operand dw = op.output("dw", spec.filter(), data.values(spec.filter()));
    OpRun.Call call =
        (backend, t) -> backend.conv().weightGradient(spec, t.of(x), t.of(dy), t.of(dw));
    dw.withinSum(
        spec.batch() * spec.outHeight() * spec.outWidth(),
        op.magnitude(call, dw),
        precision(comparison, spec));
    if (WinogradBound.applies(spec)) {
      dw.widen(
          WinogradBound.weightGradient(comparison.winogradSides(), spec, x.floats(), dy.floats()));
    }
    op.check(call);
  }

  /** The values of a part in its place, zeros around it. */
  static double[] placed(double[] part, PlaceSpec place) {
    double[] whole = new double[place.whole().intElements()];
    int channels = place.part().c();
    for (int pixel = 0; pixel < part.length / channels; pixel++) {
      System.arraycopy(part, pixel * channels, whole, place.offset(pixel), channels);
    }
    return whole;
  }

  /** What the device rounds the operands to; those of depthwise convolutions stay as they are. */
  private static Precision precision(OracleComparison comparison, Conv2dSpec spec) {
    return spec.isDepthwise() ? Precision.FP32 : comparison.device().precision();
  }

  static int taps(Conv2dSpec spec) {
    return spec.kernelHeight() * spec.kernelWidth();
  }
}
