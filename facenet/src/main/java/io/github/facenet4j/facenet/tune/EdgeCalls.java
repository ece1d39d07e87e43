package io.github.facenet4j.facenet.tune;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.Transpose;
import java.util.ArrayList;
import java.util.List;

/** Calls at the edges of what kernels are cut for: single values, one past a tile, odd strides. */
public final class EdgeCalls {
  private static final int[][] PRODUCTS = {
    {1, 1, 1}, {5, 7, 3}, {64, 64, 64}, {65, 129, 33}, {130, 70, 257}
  };

  private EdgeCalls() {}

  /** Products of every transposition, convolutions in all passes, distances and selections. */
  public static List<OpCall> all() {
    List<OpCall> calls = new ArrayList<>();
    for (int[] size : PRODUCTS) {
      for (Transpose a : Transpose.values()) {
        for (Transpose b : Transpose.values()) {
          GemmSpec spec = GemmSpec.of("edge", size[0], size[1], size[2]).transposed(a, b);
          calls.add(new OpCall.Multiply(spec));
          calls.add(new OpCall.Multiply(spec.adding()));
        }
      }
    }
    addPasses(calls, conv(2, 17, 13, 3, 20, 7, 2, 3));
    addPasses(calls, conv(1, 1, 1, 1, 2, 1, 1, 0));
    addPasses(calls, conv(3, 9, 9, 5, 7, 3, 1, 1));
    addPasses(calls, conv(2, 12, 12, 16, 24, 3, 1, 1));
    addPasses(calls, conv(2, 10, 11, 33, 65, 3, 2, 1));
    addPasses(calls, conv(2, 8, 8, 48, 64, 1, 1, 0));
    addPasses(calls, conv(2, 7, 7, 31, 33, 1, 2, 0));
    addPasses(calls, conv(1, 6, 6, 12, 130, 5, 1, 2));
    addPasses(calls, conv(5, 3, 3, 64, 64, 3, 1, 1));
    calls.addAll(NetworkCalls.ofMining(1, 2, 3));
    calls.addAll(NetworkCalls.ofMining(13, 5, 128));
    calls.addAll(NetworkCalls.ofMining(3, 43, 67));
    return calls;
  }

  private static Conv2dSpec conv(
      int batch, int height, int width, int in, int out, int kernel, int stride, int pad) {
    return Conv2dSpec.square(
        "edge", Shape.nhwc(batch, height, width, in), out, kernel, stride, pad);
  }

  private static void addPasses(List<OpCall> calls, Conv2dSpec spec) {
    calls.add(new OpCall.ConvForward(spec));
    calls.add(new OpCall.ConvDataGradient(spec));
    calls.add(new OpCall.ConvWeightGradient(spec));
  }
}
