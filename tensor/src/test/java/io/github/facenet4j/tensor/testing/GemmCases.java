package io.github.facenet4j.tensor.testing;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Epilogue;
import io.github.facenet4j.tensor.spi.GemmSpec;
import io.github.facenet4j.tensor.spi.Transpose;
import java.util.ArrayList;
import java.util.List;

/** Matrix products: ones, primes, both sides of the usual tile edges, and every operand order. */
public final class GemmCases {
  private static final int[] ROWS = {1, 2, 7, 8, 9, 11, 12, 13, 16, 17, 25, 63, 65};
  private static final int[] COLUMNS = {1, 3, 15, 16, 17, 31, 33, 47, 48, 49, 64, 65, 97};
  private static final int[] TERMS = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 100, 257};

  private GemmCases() {}

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (int shift = 0; shift < 3; shift++) {
      for (int i = 0; i < ROWS.length; i++) {
        // Two strides coprime to 13 visit different combinations in every round.
        int n = COLUMNS[(i * 5 + shift * 4) % COLUMNS.length];
        int k = TERMS[(i * 7 + shift * 3) % TERMS.length];
        orders(cases, ROWS[i], n, k, EpilogueKind.NONE);
      }
    }
    // One block and a bit in every direction, enough columns for Aᵀ·B to copy A whole, and the
    // products of the networks' last layers.
    int[][] large = {
      {300, 40, 40}, {40, 1100, 20}, {20, 40, 1030}, {129, 130, 131}, {131, 517, 77}, {7, 128, 736}
    };
    for (int[] size : large) {
      orders(cases, size[0], size[1], size[2], EpilogueKind.BIAS);
    }
    for (EpilogueKind kind : EpilogueKind.values()) {
      orders(cases, 1, 1, 1, kind);
      orders(cases, 13, 49, 17, kind);
      orders(cases, 33, 16, 64, kind);
    }
    for (int[] size : new int[][] {{1, 1, 1}, {5, 3, 2}, {17, 33, 65}, {64, 48, 100}}) {
      for (Transpose a : Transpose.values()) {
        for (Transpose b : Transpose.values()) {
          GemmSpec spec = GemmSpec.of("gemm", size[0], size[1], size[2]).transposed(a, b).adding();
          cases.add(new ParityCase(name(spec) + " added", comparison -> add(comparison, spec)));
        }
      }
    }
    return cases;
  }

  private static void orders(List<ParityCase> cases, int m, int n, int k, EpilogueKind kind) {
    for (Transpose a : Transpose.values()) {
      for (Transpose b : Transpose.values()) {
        GemmSpec spec = GemmSpec.of("gemm", m, n, k).transposed(a, b);
        cases.add(new ParityCase(name(spec) + " " + kind, c -> assign(c, spec, kind)));
      }
    }
  }

  private static String name(GemmSpec spec) {
    return "gemm M=%d N=%d K=%d A%s B%s"
        .formatted(
            spec.m(),
            spec.n(),
            spec.k(),
            spec.transposeA() == Transpose.YES ? "ᵀ" : "",
            spec.transposeB() == Transpose.YES ? "ᵀ" : "");
  }

  /** C = epilogue(op(A)·op(B)). */
  public static void assign(OracleComparison comparison, GemmSpec spec, EpilogueKind kind) {
    RandomData data = new RandomData(name(spec) + kind);
    OpRun op = comparison.op(name(spec) + " " + kind);
    Operand a = left(op, spec, data);
    Operand b = right(op, spec, data);
    EpilogueKind.Operands epilogue = kind.declare(op, data, Shape.of(spec.m(), spec.n()));
    Operand c = epilogue.output();
    c.withinSum(
        spec.k(),
        op.magnitude(
            (backend, t) ->
                backend.gemm().multiply(spec, t.of(a), t.of(b), epilogue.sums(t), t.of(c)),
            c));
    op.check(
        (backend, t) -> backend.gemm().multiply(spec, t.of(a), t.of(b), epilogue.on(t), t.of(c)));
  }

  /** C += op(A)·op(B). */
  public static void add(OracleComparison comparison, GemmSpec spec) {
    RandomData data = new RandomData(name(spec) + " added");
    OpRun op = comparison.op(name(spec) + " added");
    Operand a = left(op, spec, data);
    Operand b = right(op, spec, data);
    Shape shape = Shape.of(spec.m(), spec.n());
    Operand c = op.output("C", shape, data.values(shape, -4, 4));
    OpRun.Call call =
        (backend, t) -> backend.gemm().multiply(spec, t.of(a), t.of(b), Epilogue.NONE, t.of(c));
    c.withinSum(spec.k(), op.magnitude(call, c));
    op.check(call);
  }

  private static Operand left(OpRun op, GemmSpec spec, RandomData data) {
    Shape shape =
        spec.transposeA() == Transpose.NO
            ? Shape.of(spec.m(), spec.k())
            : Shape.of(spec.k(), spec.m());
    return op.input("A", shape, data.values(shape));
  }

  private static Operand right(OpRun op, GemmSpec spec, RandomData data) {
    Shape shape =
        spec.transposeB() == Transpose.NO
            ? Shape.of(spec.k(), spec.n())
            : Shape.of(spec.n(), spec.k());
    return op.input("B", shape, data.values(shape));
  }
}
