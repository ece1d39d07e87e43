package io.github.facenet4j.nn.layer;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;
import java.util.Locale;

/**
 * Pooling over square windows, clipped to the map: {@code y = max x}, {@code Σx / count} or {@code
 * √Σx²}.
 *
 * <p>x [N,H,W,C], y [N,OH,OW,C]. Saves the place of the maximum (MAX), the shape (AVERAGE), or x
 * and y (L2). Backward: {@code dx} at the maximum = dy; {@code dx = dy/count}; {@code dx = dy·x/y}
 * (0 where y is 0). Overlapping windows add.
 */
public final class Pool implements Layer {
  private final String name;
  private final PoolKind kind;
  private final Window window;
  private final Rounding rounding;

  /** A pooling that drops partial windows. */
  public Pool(String name, PoolKind kind, Window window) {
    this(name, kind, window, Rounding.FLOOR);
  }

  /** A pooling over square windows with the same padding on all sides. */
  public Pool(String name, PoolKind kind, Window window, Rounding rounding) {
    if (window.kernelHeight() != window.kernelWidth() || window.padHeight() != window.padWidth()) {
      throw new IllegalArgumentException(
          name + ": pooling needs a square window with equal padding, got " + window);
    }
    this.name = name;
    this.kind = kind;
    this.window = window;
    this.rounding = rounding;
  }

  private PoolSpec spec(Shape x) {
    LayerShapes.requireMap(name, x);
    return new PoolSpec(
        name,
        kind,
        x.n(),
        x.h(),
        x.w(),
        x.c(),
        window.kernelHeight(),
        window.stride(),
        window.padHeight(),
        rounding);
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    PoolSpec spec = spec(x.shape());
    Tensor y = pass.scope().floats(spec.output());
    forward(pass, spec, x, PlaceSpec.alone(name, spec.output()), y);
    return y;
  }

  /** L2's backward reads y, which must then be a tensor of its own. */
  @Override
  public void forwardInto(Pass pass, Tensor x, PlaceSpec place, Tensor whole) {
    if (kind == PoolKind.L2 && pass.mode() == Pass.Mode.TRAIN) {
      Layer.super.forwardInto(pass, x, place, whole);
    } else {
      forward(pass, spec(x.shape()), x, place, whole);
    }
  }

  private void forward(Pass pass, PoolSpec spec, Tensor x, PlaceSpec place, Tensor y) {
    boolean needsArgmax = kind == PoolKind.MAX && pass.mode() == Pass.Mode.TRAIN;
    Tensor argmax = needsArgmax ? pass.scope().ints(spec.output()) : null;
    pass.backend().pool().forward(spec, x, place, y, argmax);
    boolean needsMaps = kind == PoolKind.L2;
    pass.save(this, needsMaps ? x : null, needsMaps ? y : null, argmax);
    pass.saveShape(this, x.shape());
    if (needsArgmax) {
      pass.release(argmax);
    }
  }

  @Override
  public Tensor backward(Pass pass, Tensor dy) {
    PoolSpec spec = spec(pass.restoreShape(this));
    Tensor[] saved = pass.restore(this);
    Tensor x = saved[0];
    Tensor y = saved[1];
    Tensor argmax = saved[2];
    Tensor dx = pass.scope().floats(spec.input());
    pass.backend().pool().backward(spec, x, y, argmax, dy, dx);
    return dx;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape outputShape(Shape input) {
    return spec(input).output();
  }

  /** How a window becomes one value. */
  public PoolKind kind() {
    return kind;
  }

  /** How the window moves. */
  public Window window() {
    return window;
  }

  /** What happens to a last window that is only partly inside. */
  public Rounding rounding() {
    return rounding;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT)
        + " pool "
        + window
        + (rounding == Rounding.CEILING ? " ceiling" : "");
  }
}
