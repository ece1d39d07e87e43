package io.github.facenet4j.bench.roofline;

/**
 * The fused-multiply-add rate that plain loops reach, for JVMs without the Vector API: a lower
 * bound of the processor's peak, because it is up to C2 how wide its vectors are.
 *
 * <p>Each element of an array in the first-level cache goes through a chain of sixteen
 * multiply-adds between one load and one store.
 */
final class PlainFmaPeak {
  private static final int ELEMENTS = 1024;
  private static final int CHAIN = 16;
  private static final int ROUNDS = 3000;

  private PlainFmaPeak() {}

  /** One measurement, in billions of floating-point operations a second. */
  static double sample(int threads) {
    float[][] values = new float[threads][ELEMENTS];
    long nanos = Together.nanos(threads, thread -> chains(values[thread], 0.999f, 1e-3f));
    return 2.0 * threads * ROUNDS * CHAIN * ELEMENTS / nanos;
  }

  private static void chains(float[] values, float m, float s) {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < values.length; i++) {
        float x = values[i];
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        x = Math.fma(x, m, s);
        values[i] = x;
      }
    }
  }
}
