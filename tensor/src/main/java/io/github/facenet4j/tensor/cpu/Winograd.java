package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.cpu.WinogradFilter.Turn;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.WriteMode;

/**
 * The passes of 3×3 convolutions through {@link WinogradConvolution} and {@link
 * WinogradWeightGradient}.
 */
final class Winograd {
  private final CpuContext context;

  Winograd(CpuContext context) {
    this.context = context;
  }

  /** Tells the transformed filters of one weight tensor from each other. */
  private record FilterForm(int in, int out, Turn turn) {}

  /** Whether this is the faster way for the forward pass. */
  static boolean paysForward(Conv2dSpec spec) {
    return spec.suitsWinograd() && WinogradPlan.forward(spec).pays();
  }

  /** Whether this is the faster way for the data gradient. */
  static boolean paysDataGradient(Conv2dSpec spec) {
    return spec.suitsWinograd() && WinogradPlan.dataGradient(spec).pays();
  }

  void forward(Conv2dSpec spec, Tensor x, Tensor w, Epilogue epilogue, Tensor y) {
    RowStore.Placement placement = RowStore.placed(spec.place(epilogue));
    run(WinogradPlan.forward(spec), x, w, Turn.NONE, placement, epilogue, y);
  }

  void dataGradient(Conv2dSpec spec, Tensor dy, Tensor w, Tensor dx) {
    RowStore.Placement placement = RowStore.contiguous(spec.inChannels());
    run(WinogradPlan.dataGradient(spec), dy, w, Turn.HALF, placement, Epilogue.NONE, dx);
  }

  /** Whether this is the faster way for the weight gradient. */
  static boolean paysWeightGradient(Conv2dSpec spec) {
    return paysForward(spec);
  }

  void weightGradient(Conv2dSpec spec, Tensor x, Tensor dy, Tensor dw) {
    WinogradPlan plan = WinogradPlan.forward(spec);
    new WinogradWeightGradient(
            context, plan, CpuStorage.read(x), CpuStorage.read(dy), CpuStorage.floats(dw))
        .run();
  }

  private void run(
      WinogradPlan plan,
      Tensor x,
      Tensor w,
      Turn turn,
      RowStore.Placement placement,
      Epilogue epilogue,
      Tensor y) {
    int length = WinogradFilter.packedLength(context.kernels().products(), plan);
    float[] packed =
        CpuStorage.forms(w)
            .get(
                new FilterForm(plan.in(), plan.out(), turn),
                length,
                context.pool().scratch(),
                new WinogradFilter(context, plan, CpuStorage.read(w), turn)::pack);
    RowStore store =
        new RowStore(context.kernels().channels(), y, placement, epilogue, WriteMode.ASSIGN);
    new WinogradConvolution(context, plan, CpuStorage.read(x), packed, store).run();
  }
}
