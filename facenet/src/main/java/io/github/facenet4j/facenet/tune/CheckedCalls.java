package io.github.facenet4j.facenet.tune;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.DistanceSpec;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.L2NormSpec;
import io.github.facenet4j.tensor.spi.OpCall;
import io.github.facenet4j.tensor.spi.SelectionSpec;
import io.github.facenet4j.tensor.spi.SelectionSpec.Rule;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.Transpose;
import io.github.facenet4j.tensor.spi.TripletSpec;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls by which a device's kernels are checked: every op with variants, with whole tiles and
 * rests.
 */
public final class CheckedCalls {
  /** M, N, K. */
  private static final int[][] PRODUCTS = {{64, 64, 64}, {67, 35, 129}, {1, 1, 1}, {130, 128, 736}};

  /** N, H, W, C, O, kernel, stride, pad. */
  private static final int[][] CONVOLUTIONS = {
    {1, 9, 7, 5, 11, 3, 1, 1},
    {2, 12, 12, 32, 64, 3, 1, 1},
    {2, 12, 12, 32, 64, 3, 2, 1},
    {2, 6, 6, 64, 32, 1, 1, 0},
    {1, 7, 5, 17, 19, 1, 2, 0},
    {1, 24, 24, 3, 64, 7, 2, 3},
    {1, 12, 12, 16, 32, 5, 1, 2},
    {1, 3, 3, 96, 128, 3, 1, 1}
  };

  private static final int QUICK_PRODUCTS = 2;
  private static final int QUICK_CONVOLUTIONS = 3;
  private static final float MARGIN = 0.2f;

  private CheckedCalls() {}

  /** Some shapes of each op. */
  public static List<OpCall> quick() {
    return calls(QUICK_PRODUCTS, QUICK_CONVOLUTIONS);
  }

  /** All shapes. */
  public static List<OpCall> all() {
    return calls(PRODUCTS.length, CONVOLUTIONS.length);
  }

  private static List<OpCall> calls(int products, int convolutions) {
    List<OpCall> calls = new ArrayList<>();
    for (int[] sizes : List.of(PRODUCTS).subList(0, products)) {
      GemmSpec plain = GemmSpec.of("check", sizes[0], sizes[1], sizes[2]);
      for (Transpose a : Transpose.values()) {
        for (Transpose b : Transpose.values()) {
          calls.add(new OpCall.Multiply(plain.transposed(a, b)));
        }
      }
      calls.add(new OpCall.Multiply(plain.adding()));
    }
    for (int[] s : List.of(CONVOLUTIONS).subList(0, convolutions)) {
      Shape input = Shape.nhwc(s[0], s[1], s[2], s[3]);
      Conv2dSpec spec = Conv2dSpec.square("check", input, s[4], s[5], s[6], s[7]);
      calls.add(new OpCall.ConvForward(spec));
      calls.add(new OpCall.ConvDataGradient(spec));
      calls.add(new OpCall.ConvWeightGradient(spec));
    }
    calls.add(new OpCall.Distances(new DistanceSpec("check", 67, 128)));
    calls.add(new OpCall.Distances(new DistanceSpec("check", 33, 19)));
    for (Rule rule : Rule.values()) {
      for (WhenNone none : WhenNone.values()) {
        calls.add(
            new OpCall.SelectNegatives(new SelectionSpec("check", 66, 66 * 5, MARGIN, rule, none)));
      }
    }
    calls.add(loss(66, 5, 128));
    calls.add(loss(33, 2, 19));
    return calls;
  }

  private static OpCall loss(int batch, int positives, int embedding) {
    return new OpCall.TripletLoss(
        new TripletSpec(
            "check",
            batch,
            embedding,
            batch * positives,
            MARGIN,
            Reduction.MEAN_ACTIVE,
            L2NormSpec.EPSILON));
  }
}
