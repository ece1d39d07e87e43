package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import java.util.Arrays;

/** One pass of a dense convolution. */
final class ConvWorkload extends Workload {
  /** Work that the oracle does in a fraction of a second. */
  private static final long CHECKED_MULTIPLY_ADDS = 20_000_000;

  /**
   * What Winograd's transforms may add to a sum, as terms: they count where a sum is short, such as
   * a weight's over one small map. Less than what the transforms' rows of coefficients allow.
   */
  private static final int WINOGRAD_TERMS = 128;

  /** A pass: which tensor it computes, from how many terms an element. */
  enum Pass {
    /** y from x and w. */
    FORWARD,
    /** dx from dy and w. */
    DATA_GRADIENT,
    /** dw from x and dy. */
    WEIGHT_GRADIENT
  }

  private final String family;
  private final Pass pass;
  private final Conv2dSpec spec;

  ConvWorkload(String family, Pass pass, Conv2dSpec spec) {
    this.family = family;
    this.pass = pass;
    this.spec = spec;
  }

  @Override
  ShapeClass shape() {
    return ShapeClass.of(family, spec);
  }

  @Override
  long multiplyAdds() {
    return spec.multiplyAdds();
  }

  @Override
  int terms() {
    int taps = spec.kernelHeight() * spec.kernelWidth();
    int sum =
        switch (pass) {
          case FORWARD -> taps * spec.inChannels();
          case DATA_GRADIENT -> taps * spec.outChannels();
          case WEIGHT_GRADIENT -> spec.batch() * spec.outHeight() * spec.outWidth();
        };
    return spec.suitsWinograd() ? sum + WINOGRAD_TERMS : sum;
  }

  /**
   * At least the mean where Winograd's algorithm may be used: its transforms mix the values of a
   * tile, so that the error of an element goes by those of its neighbours, too.
   */
  @Override
  double[] magnitudes(MemoryScope oracle) {
    double[] magnitudes = super.magnitudes(oracle);
    if (spec.suitsWinograd()) {
      double mean = Arrays.stream(magnitudes).average().orElse(0);
      Arrays.setAll(magnitudes, i -> Math.max(magnitudes[i], mean));
    }
    return magnitudes;
  }

  /** The same maps and channels, so the same tiles; fewer images, but two where they are small. */
  @Override
  Workload reduced() {
    long images = CHECKED_MULTIPLY_ADDS / (spec.multiplyAdds() / spec.batch());
    Conv2dSpec small =
        new Conv2dSpec(
            spec.layer(),
            (int) Math.max(1, Math.min(images, spec.batch())),
            spec.height(),
            spec.width(),
            spec.inChannels(),
            spec.outChannels(),
            spec.kernelHeight(),
            spec.kernelWidth(),
            spec.stride(),
            spec.padHeight(),
            spec.padWidth(),
            spec.groups());
    return new ConvWorkload(family, pass, small);
  }

  @Override
  Operation on(MemoryScope scope, Values values) {
    return switch (pass) {
      case FORWARD -> {
        Tensor x = random(scope, spec.input(), 1, values);
        Tensor w = random(scope, spec.filter(), 2, values);
        Tensor y = unwritten(scope, spec.output());
        yield new Operation(() -> scope.backend().conv().forward(spec, x, w, Epilogue.NONE, y), y);
      }
      case DATA_GRADIENT -> {
        Tensor dy = random(scope, spec.output(), 3, values);
        Tensor w = random(scope, spec.filter(), 2, values);
        Tensor dx = unwritten(scope, spec.input());
        yield new Operation(() -> scope.backend().conv().dataGradient(spec, dy, w, dx), dx);
      }
      case WEIGHT_GRADIENT -> {
        Tensor x = random(scope, spec.input(), 1, values);
        Tensor dy = random(scope, spec.output(), 3, values);
        Tensor dw = scope.zeros(spec.filter());
        yield new Operation(() -> scope.backend().conv().weightGradient(spec, x, dy, dw), dw);
      }
    };
  }
}
