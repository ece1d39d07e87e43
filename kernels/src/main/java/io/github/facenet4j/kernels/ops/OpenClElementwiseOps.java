package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelRuntime;
import io.github.facenet4j.kernels.library.Scratch;
import io.github.facenet4j.kernels.tuning.VariantChoices;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.ActivationSpec;
import io.github.facenet4j.tensor.spi.ElementwiseOps;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.SpecChecks;
import java.util.List;

/**
 * Pointwise ops and copies; all of them as fast as memory.
 *
 * <p>Family name for {@link VariantChoices}: {@code reduction}, the sums behind {@code
 * biasGradient}.
 */
public final class OpenClElementwiseOps implements ElementwiseOps {
  private final KernelMemo kernels;
  private final Geometry geometry;
  private final ColumnSums columns;

  /** With the layout that suits the device. */
  public OpenClElementwiseOps(KernelRuntime runtime, VariantChoices choices) {
    this(runtime, choices, Geometry.of(runtime.limits()));
  }

  /** With this layout. */
  public OpenClElementwiseOps(KernelRuntime runtime, VariantChoices choices, Geometry geometry) {
    kernels = new KernelMemo(runtime);
    this.geometry = geometry;
    this.columns = new ColumnSums(runtime, geometry, choices);
  }

  @Override
  public void fill(Tensor y, float value) {
    fill(List.of(y), value);
  }

  @Override
  public void fill(List<Tensor> several, float value) {
    several.forEach(y -> SpecChecks.sameElements("fill", y));
    SeveralTensors.launch("fill", kernel("fill"), geometry, List.of(several), value);
  }

  @Override
  public void activationForward(ActivationSpec spec, Tensor x, Tensor slopes, Tensor y) {
    spec.check(x, y);
    spec.checkSlopes(slopes);
    if (spec.activation() == Activation.PRELU) {
      Elements.count(spec.layer(), spec.elements());
      Geometry layout = geometry.forChannels(spec.channels());
      kernels
          .get(Geometry::byRow, layout, "elementwise/prelu_forward.cl")
          .launch(
              spec.layer(),
              layout.rowSize(spec.rows()),
              spec.rows(),
              spec.channels(),
              x,
              slopes,
              y);
    } else {
      flat(spec.layer(), kernel("activation_forward", spec), spec.elements(), x, y);
    }
  }

  @Override
  public void activationBackward(
      ActivationSpec spec, Tensor saved, Tensor slopes, Tensor dy, Tensor dx, Tensor dslopes) {
    spec.check(saved, dy, dx);
    spec.checkSlopes(slopes);
    spec.checkSlopes(dslopes);
    if (spec.activation() == Activation.PRELU) {
      preluBackward(spec, saved, slopes, dy, dx, dslopes);
    } else {
      flat(spec.layer(), kernel("activation_backward", spec), spec.elements(), saved, dy, dx);
    }
  }

  private void preluBackward(
      ActivationSpec spec, Tensor x, Tensor slopes, Tensor dy, Tensor dx, Tensor dslopes) {
    int rows = spec.rows();
    int channels = spec.channels();
    Elements.count(spec.layer(), spec.elements());
    Geometry layout = geometry.forChannels(channels);
    try (Scratch partial = columns.partial(1, rows, channels)) {
      kernels
          .get(Geometry::columnSums, layout, "elementwise/prelu_backward.cl")
          .launch(
              spec.layer(),
              layout.columnSize(rows, channels),
              rows,
              channels,
              layout.chunk(rows),
              x,
              slopes,
              dy,
              dx,
              partial);
      columns.finish(spec.layer(), rows, channels, partial, dslopes, null, null);
    }
  }

  private Kernel kernel(String name) {
    return kernels.get(Geometry::flat, geometry, "elementwise/" + name + ".cl");
  }

  private Kernel kernel(String name, ActivationSpec spec) {
    int code = activationCode(spec.activation());
    return kernels.get(
        Geometry::flat,
        geometry,
        "elementwise/" + name + ".cl",
        code,
        variant -> variant.with("ACTIVATION", code));
  }

  /** The number by which {@code common/activation.cl} knows an activation. */
  static int activationCode(Activation activation) {
    return switch (activation) {
      case NONE -> 0;
      case RELU -> 1;
      case RELU6 -> 2;
      case PRELU -> throw new IllegalArgumentException("PReLU has kernels of its own");
    };
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor y) {
    SpecChecks.sameElements("add", a, b, y);
    flat("add", kernel("add"), y.shape().elements(), a, b, y);
  }

  @Override
  public void multiply(Tensor a, Tensor b, Tensor y) {
    SpecChecks.sameElements("multiply", a, b, y);
    flat("multiply", kernel("multiply"), y.shape().elements(), a, b, y);
  }

  @Override
  public void scaleAdd(float alpha, Tensor x, float beta, Tensor y) {
    SpecChecks.sameElements("scaleAdd", x, y);
    int keep = beta == 0 ? 0 : 1;
    Kernel kernel =
        kernels.get(
            Geometry::flat,
            geometry,
            "elementwise/scale_add.cl",
            keep,
            variant -> variant.with("KEEP", keep));
    flat("scaleAdd", kernel, y.shape().elements(), alpha, x, beta, y);
  }

  private void flat(String what, Kernel kernel, long elements, Object... arguments) {
    int count = Elements.count(what, elements);
    Object[] all = new Object[arguments.length + 1];
    all[0] = count;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    kernel.launch(what, geometry.flatSize(count), all);
  }

  @Override
  public void biasGradient(int rows, int channels, Tensor dy, Tensor dbias) {
    SpecChecks.elements("biasGradient", "dy", dy, (long) rows * channels);
    SpecChecks.elements("biasGradient", "dbias", dbias, channels);
    columns.add("biasGradient", rows, channels, dy, dbias);
  }

  @Override
  public void place(PlaceSpec spec, Tensor part, Tensor whole) {
    spec.check(part, whole);
    copyRegion(0, spec, part, whole);
  }

  @Override
  public void clearAround(PlaceSpec spec, Tensor whole) {
    spec.checkWhole(whole);
    Shape small = spec.part();
    Shape large = spec.whole();
    Elements.count(spec.layer(), large.elements());
    Geometry layout = geometry.forChannels(small.c());
    kernels
        .get(Geometry::byRow, layout, "elementwise/clear_around.cl")
        .launch(
            spec.layer(),
            layout.rowSize(large.rows()),
            large.rows(),
            large.h(),
            large.w(),
            large.c(),
            small.h(),
            small.w(),
            small.c(),
            spec.top(),
            spec.left(),
            spec.channel(),
            whole);
  }

  @Override
  public void extract(PlaceSpec spec, Tensor whole, Tensor part) {
    spec.check(part, whole);
    copyRegion(1, spec, part, whole);
  }

  private void copyRegion(int extract, PlaceSpec spec, Tensor part, Tensor whole) {
    Shape small = spec.part();
    Shape large = spec.whole();
    Elements.count(spec.layer(), large.elements());
    // A part as deep as the whole is contiguous along a row of pixels: one long run.
    boolean deep = small.c() == large.c();
    int w = deep ? 1 : small.w();
    int run = deep ? small.w() * small.c() : small.c();
    int runs = small.n() * small.h() * w;
    Geometry layout = geometry.forChannels(run);
    Target target = extract == 1 ? Target.of(small.c()) : Target.of(spec);
    int stream = layout.streams(small.elements(), target);
    kernels
        .get(
            Geometry::byRow,
            layout,
            "elementwise/copy_region.cl",
            2 * extract + stream,
            variant -> variant.with("EXTRACT", extract).with("STREAM", stream))
        .launch(
            spec.layer(),
            layout.rowSize(runs),
            runs,
            small.h(),
            w,
            run,
            large.h(),
            deep ? 1 : large.w(),
            deep ? large.w() * large.c() : large.c(),
            spec.top(),
            deep ? 0 : spec.left(),
            deep ? spec.left() * large.c() : spec.channel(),
            part,
            whole);
  }
}
