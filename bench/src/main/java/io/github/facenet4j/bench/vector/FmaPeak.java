package io.github.facenet4j.bench.vector;

import io.github.facenet4j.bench.roofline.Together;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The fused-multiply-add rate of the processor, from registers alone: the roof of every float
 * kernel.
 *
 * <p>Sixteen independent chains a thread cover the latency of the unit; no memory is touched.
 */
public final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 16;
  private static final int ROUNDS = 2_000_000;

  private FmaPeak() {}

  /**
   * One measurement of a few milliseconds; the first few dozen of a JVM are slower.
   *
   * @param threads threads that compute at the same time
   * @return billions of floating point operations a second, a multiply-add counting two
   */
  public static double sample(int threads) {
    float[] sums = new float[threads];
    long nanos = Together.nanos(threads, thread -> sums[thread] = chains(1f + thread));
    for (float sum : sums) {
      if (!Float.isFinite(sum)) {
        throw new IllegalStateException("The probe's sums must be finite, got " + sum);
      }
    }
    return 2.0 * threads * ROUNDS * CHAINS * SPECIES.length() / nanos;
  }

  private static float chains(float start) {
    FloatVector m = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector s = FloatVector.broadcast(SPECIES, start * 1e-3f);
    FloatVector a = s, b = s, c = s, d = s, e = s, f = s, g = s, h = s;
    FloatVector i = s, j = s, k = s, l = s, n = s, o = s, p = s, q = s;
    for (int round = 0; round < ROUNDS; round++) {
      a = a.fma(m, s);
      b = b.fma(m, s);
      c = c.fma(m, s);
      d = d.fma(m, s);
      e = e.fma(m, s);
      f = f.fma(m, s);
      g = g.fma(m, s);
      h = h.fma(m, s);
      i = i.fma(m, s);
      j = j.fma(m, s);
      k = k.fma(m, s);
      l = l.fma(m, s);
      n = n.fma(m, s);
      o = o.fma(m, s);
      p = p.fma(m, s);
      q = q.fma(m, s);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h);
    sum = sum.add(i).add(j).add(k).add(l).add(n).add(o).add(p).add(q);
    float total = 0;
    for (float lane : sum.toArray()) {
      total += lane;
    }
    return total;
  }
}
