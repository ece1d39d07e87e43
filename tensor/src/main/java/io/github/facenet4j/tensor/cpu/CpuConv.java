package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.ConvOps;
import io.github.facenet4j.tensor.spi.ConvStep;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.InvertedResidualSpec;

/**
 * Convolutions: dense ones as products over windows or by Winograd, depthwise ones channel by
 * channel.
 */
final class CpuConv implements ConvOps {
  private final CpuContext context;
  private final DenseConvolution dense;
  private final Winograd winograd;
  private final DepthwiseConvolution depthwise;

  CpuConv(CpuContext context) {
    this.context = context;
    dense = new DenseConvolution(context);
    winograd = new Winograd(context);
    depthwise = new DepthwiseConvolution(context);
  }

  @Override
  public void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
    spec.check(x, w, epilogue, y);
    context.counters().addLaunch();
    if (spec.isDepthwise()) {
      depthwise.forward(spec, x, w, epilogue, y);
    } else if (Winograd.paysForward(spec)) {
      winograd.forward(spec, x, w, epilogue, y);
    } else {
      dense.forward(spec, x, w, epilogue, y);
    }
  }

  @Override
  public void invertedResidual(
      InvertedResidualSpec spec,
      Tensor x,
      ConvStep expand,
      ConvStep filter,
      ConvStep project,
      Tensor y) {
    spec.check(x, expand, filter, project, y);
    context.counters().addLaunch();
    new Bottleneck(context, spec, x, expand, filter, project, y).run();
  }

  @Override
  public void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    spec.checkGradient(dx, w, dy);
    context.counters().addLaunch();
    if (spec.isDepthwise()) {
      depthwise.dataGradient(spec, dy, w, dx);
    } else if (Winograd.paysDataGradient(spec)) {
      winograd.dataGradient(spec, dy, w, dx);
    } else {
      dense.dataGradient(spec, dy, w, dx);
    }
  }

  @Override
  public void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    spec.checkGradient(x, dw, dy);
    context.counters().addLaunch();
    if (spec.isDepthwise()) {
      depthwise.weightGradient(spec, x, dy, dw);
    } else if (Winograd.paysWeightGradient(spec)) {
      winograd.weightGradient(spec, x, dy, dw);
    } else {
      dense.weightGradient(spec, x, dy, dw);
    }
  }
}
