package io.github.facenet4j.bench;

import io.github.facenet4j.tensor.MemoryScope;

/**
 * One thing to time: a call of known size on operands made beforehand.
 *
 * @param benchmark what is computed, such as {@code gemm/nn} or {@code conv/forward/3x3}
 * @param shape on what, in the form that {@link Workloads#named} reads
 * @param cost what one call computes and moves
 * @param setup makes the operands
 */
public record Workload(String benchmark, String shape, Cost cost, Setup setup) {

  /** Makes operands in a scope and returns the call; the call may leave work in the queue. */
  public interface Setup {
    /** Operands belong to the scope. */
    Runnable prepare(MemoryScope scope);
  }

  /** Which ceiling a rate is compared with. */
  public enum Bound {
    /** The peak of fused multiply-adds. */
    ARITHMETIC,
    /** The copy bandwidth. */
    MEMORY
  }

  /**
   * What one call does. The multiply-adds are those of the definition: a Winograd convolution,
   * which does with fewer, may exceed the machine's peak by this count.
   *
   * @param bound which of the two counts makes the rate
   * @param multiplyAdds 0 where nobody counted them
   * @param bytes that must move at least once; 0 where nobody counted them
   * @param images that pass through; 0 where the call is not a network's
   */
  public record Cost(Bound bound, long multiplyAdds, long bytes, int images) {
    static Cost arithmetic(long multiplyAdds, long bytes) {
      return new Cost(Bound.ARITHMETIC, multiplyAdds, bytes, 0);
    }

    static Cost memory(long bytes) {
      return new Cost(Bound.MEMORY, 0, bytes, 0);
    }

    static Cost network(long multiplyAdds, int images) {
      return new Cost(Bound.ARITHMETIC, multiplyAdds, 0, images);
    }

    /** Billions of floating-point operations a second, a multiply-add counting two. */
    public double gflops(double nanos) {
      return 2.0 * multiplyAdds / nanos;
    }

    /** Billions of bytes a second. */
    public double gigabytesPerSecond(double nanos) {
      return bytes / nanos;
    }
  }

  /** Benchmark and shape, such as {@code gemm/nn 512x512x512}. */
  public String name() {
    return benchmark + " " + shape;
  }
}
