package io.github.facenet4j.kernels.ops;

import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.ops.OpenClConvOps.Pass;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * One pass of a convolution with its operands on the host, by a variant that need not be listed.
 */
final class ConvProbe {
  private final Pass pass;
  private final Conv2dSpec spec;
  private final UnaryOperator<float[]> prepared;
  private final boolean integers;

  /** With normally distributed operands. */
  ConvProbe(Pass pass, Conv2dSpec spec) {
    this(pass, spec, UnaryOperator.identity(), false);
  }

  private ConvProbe(Pass pass, Conv2dSpec spec, UnaryOperator<float[]> prepared, boolean integers) {
    this.pass = pass;
    this.spec = spec;
    this.prepared = prepared;
    this.integers = integers;
  }

  /** The same with what is multiplied, but not what is added, changed so beforehand. */
  ConvProbe prepared(UnaryOperator<float[]> change) {
    return new ConvProbe(pass, spec, change, integers);
  }

  /** The same with small whole numbers, whose sums are exact in any order. */
  ConvProbe ofIntegers() {
    return new ConvProbe(pass, spec, prepared, true);
  }

  /** The result; that of a forward pass with bias, residual and slopes. */
  float[] run(OpenClBackend backend, KernelVariant variant) {
    try (MemoryScope scope = MemoryScope.root(backend, "convolution")) {
      Tensor x = scope.floats(spec.input(), multiplied(spec.input(), 1));
      boolean isAdded = pass == Pass.WEIGHT_GRADIENT;
      Tensor w =
          scope.floats(
              spec.filter(), isAdded ? values(spec.filter(), 2) : multiplied(spec.filter(), 2));
      Tensor y = scope.floats(spec.output(), multiplied(spec.output(), 3));
      Shape channels = Shape.of(spec.outChannels());
      switch (pass) {
        case FORWARD -> {
          Tensor bias = scope.floats(channels, values(channels, 4));
          Tensor slopes = scope.floats(channels, values(channels, 5));
          Tensor residual = scope.floats(spec.output(), values(spec.output(), 6));
          Epilogue epilogue = new Epilogue(bias, residual, Activation.PRELU, slopes, null);
          product(backend, variant, ConvGeometry.forward(spec), x, w, epilogue, y);
          return y.readFloats();
        }
        case DATA_GRADIENT -> {
          for (ConvGeometry.Part part : ConvGeometry.dataGradient(spec)) {
            new ImplicitGemm(backend.runtime())
                .run(variant, spec, part.geometry(), part.taps(), y, w, Epilogue.NONE, x);
          }
          return x.readFloats();
        }
        default -> {
          new WeightGradient(backend.runtime()).run(variant, spec, x, y, w);
          return w.readFloats();
        }
      }
    }
  }

  /** The whole map into which a forward pass with bias and ReLU writes its channels. */
  float[] runInPlace(OpenClBackend backend, KernelVariant variant, PlaceSpec place) {
    try (MemoryScope scope = MemoryScope.root(backend, "convolution")) {
      Shape channels = Shape.of(spec.outChannels());
      Tensor bias = scope.floats(channels, values(channels, 4));
      Tensor whole = scope.floats(place.whole(), values(place.whole(), 7));
      product(
          backend,
          variant,
          ConvGeometry.forward(spec, Target.of(place)),
          scope.floats(spec.input(), multiplied(spec.input(), 1)),
          scope.floats(spec.filter(), multiplied(spec.filter(), 2)),
          new Epilogue(bias, null, Activation.RELU, null, place),
          whole);
      return whole.readFloats();
    }
  }

  private void product(
      OpenClBackend backend,
      KernelVariant variant,
      ConvGeometry geometry,
      Tensor x,
      Tensor w,
      Epilogue epilogue,
      Tensor y) {
    new ImplicitGemm(backend.runtime())
        .run(variant, spec, geometry, FilterTaps.forward(spec), x, w, epilogue, y);
  }

  private float[] multiplied(Shape shape, long seed) {
    return prepared.apply(values(shape, seed));
  }

  private float[] values(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] values = new float[shape.intElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integers ? random.nextInt(9) - 4 : (float) random.nextGaussian();
    }
    return values;
  }
}
