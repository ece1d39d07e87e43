package io.github.facenet4j.tensor.spi;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import java.util.List;

/**
 * Two-dimensional convolution in its three passes, dense ({@code groups = 1}) and depthwise ({@code
 * groups = C}).
 *
 * <p>x [N,H,W,C], w HWIO, y [N,OH,OW,O]; with s the stride and p the padding, dense:
 *
 * <pre>
 * y[n,i,j,o]      = epilogue( Σ(u,v,c) x[n, i·s−p+u, j·s−p+v, c] · w[u,v,c,o] )      x is 0 outside
 * dx[n,h,w,c]     = Σ(u,v,o) dy[n, (h+p−u)/s, (w+p−v)/s, o] · w[u,v,c,o]             where the divisions are exact and inside
 * dw[u,v,c,o]    += Σ(n,i,j) x[n, i·s−p+u, j·s−p+v, c] · dy[n,i,j,o]
 * </pre>
 *
 * Depthwise is the same with w[u,v,0,c] and no sum over channels.
 */
public interface ConvOps {

  /**
   * y from x; y must not alias x.
   *
   * @param y [N,OH,OW,O], or the larger map that the epilogue places the result in
   */
  void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y);

  /**
   * Several forward passes, none of which reads or writes what another writes: one after the other
   * in this order, unless a backend gains by running them together.
   */
  default void forwardAll(List<ConvCall> calls) {
    for (ConvCall call : calls) {
      forward(call.spec(), call.x(), call.w(), call.epilogue(), call.y());
    }
  }

  /**
   * One inverted residual bottleneck, y from x; y must not alias x or the residual.
   *
   * <p>Three calls of {@link #forward}, unless a backend has a way to keep the wide maps out of
   * memory.
   *
   * @param expand 1×1, from C to the wide channels
   * @param filter 3×3, every wide channel on its own
   * @param project 1×1, from the wide channels to O; may add a residual
   */
  default void invertedResidual(
      InvertedResidualSpec spec,
      Tensor x,
      ConvStep expand,
      ConvStep filter,
      ConvStep project,
      Tensor y) {
    spec.check(x, expand, filter, project, y);
    try (MemoryScope maps = x.scope().child("wide maps of " + spec.layer())) {
      Tensor wide = maps.floats(spec.expansion().output());
      forward(spec.expansion(), x, expand.w(), expand.epilogue(), wide);
      Tensor filtered = maps.floats(spec.filtering().output());
      forward(spec.filtering(), wide, filter.w(), filter.epilogue(), filtered);
      maps.release(wide);
      forward(spec.projection(), filtered, project.w(), project.epilogue(), y);
    }
  }

  /** dx from dy, assigned. */
  void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx);

  /** dw from x and dy, added. */
  void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw);
}
