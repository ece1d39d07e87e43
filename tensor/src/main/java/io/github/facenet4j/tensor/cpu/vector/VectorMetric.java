package io.github.facenet4j.tensor.cpu.vector;

import io.github.facenet4j.tensor.cpu.MetricKernels;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Metric loops in vectors of embedding components or of distances. */
final class VectorMetric implements MetricKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** As many bytes as a vector has integers, where there are such vectors: from 8 on. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Byte.SIZE * INTS.length())));

  private final ThreadLocal<int[]> lanesOfThread =
      ThreadLocal.withInitial(() -> new int[THRESHOLDS * LANES]);

  @Override
  public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) {
      int p = aOffset + i;
      int q = bOffset + i;
      s0 = FloatVector.fromArray(SPECIES, a, p).fma(FloatVector.fromArray(SPECIES, b, q), s0);
      s1 =
          FloatVector.fromArray(SPECIES, a, p + LANES)
              .fma(FloatVector.fromArray(SPECIES, b, q + LANES), s1);
      s2 =
          FloatVector.fromArray(SPECIES, a, p + 2 * LANES)
              .fma(FloatVector.fromArray(SPECIES, b, q + 2 * LANES), s2);
      s3 =
          FloatVector.fromArray(SPECIES, a, p + 3 * LANES)
              .fma(FloatVector.fromArray(SPECIES, b, q + 3 * LANES), s3);
    }
    for (; i + LANES <= n; i += LANES) {
      s0 =
          FloatVector.fromArray(SPECIES, a, aOffset + i)
              .fma(FloatVector.fromArray(SPECIES, b, bOffset + i), s0);
    }
    float sum = LaneSum.of(s0.add(s1).add(s2.add(s3)));
    for (; i < n; i++) {
      sum = Math.fma(a[aOffset + i], b[bOffset + i], sum);
    }
    return sum;
  }

  @Override
  public void byteDots(byte[] rows, int first, int width, byte[] vector, int[] dots) {
    int[] wide = new int[width];
    for (int i = 0; i < width; i++) {
      wide[i] = vector[i];
    }
    for (int i = 0; i < dots.length; i++) {
      dots[i] = byteDot(rows, first + i * width, wide);
    }
  }

  private static int byteDot(byte[] row, int offset, int[] vector) {
    IntVector s0 = IntVector.zero(INTS);
    IntVector s1 = IntVector.zero(INTS);
    int vectors = BYTES.length() == LANES ? vector.length : 0;
    int i = 0;
    for (; i + 2 * LANES <= vectors; i += 2 * LANES) {
      IntVector x0 =
          (IntVector)
              ByteVector.fromArray(BYTES, row, offset + i)
                  .convertShape(VectorOperators.B2I, INTS, 0);
      IntVector x1 =
          (IntVector)
              ByteVector.fromArray(BYTES, row, offset + i + LANES)
                  .convertShape(VectorOperators.B2I, INTS, 0);
      s0 = s0.add(x0.mul(IntVector.fromArray(INTS, vector, i)));
      s1 = s1.add(x1.mul(IntVector.fromArray(INTS, vector, i + LANES)));
    }
    int sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < vector.length; i++) {
      sum += row[offset + i] * vector[i];
    }
    return sum;
  }

  @Override
  public float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int n) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) {
      FloatVector d0 =
          FloatVector.fromArray(SPECIES, a, aOffset + i)
              .sub(FloatVector.fromArray(SPECIES, b, bOffset + i));
      FloatVector d1 =
          FloatVector.fromArray(SPECIES, a, aOffset + i + LANES)
              .sub(FloatVector.fromArray(SPECIES, b, bOffset + i + LANES));
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
    }
    float sum = LaneSum.of(s0.add(s1));
    for (; i < n; i++) {
      float d = a[aOffset + i] - b[bOffset + i];
      sum = Math.fma(d, d, sum);
    }
    return sum;
  }

  @Override
  public void addDifferences(
      float[] e, int row, int[] rows, float[] factors, int from, int to, float[] y, int n) {
    int i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) {
      fourVectors(e, row, rows, factors, from, to, y, n, i);
    }
    for (; i < n; i++) {
      float sum = y[i];
      for (int q = from; q < to; q++) {
        sum = Math.fma(factors[q], e[row * n + i] - e[rows[q] * n + i], sum);
      }
      y[i] = sum;
    }
  }

  private static void fourVectors(
      float[] e, int row, int[] rows, float[] factors, int from, int to, float[] y, int n, int i) {
    int own = row * n + i;
    FloatVector e0 = FloatVector.fromArray(SPECIES, e, own);
    FloatVector e1 = FloatVector.fromArray(SPECIES, e, own + LANES);
    FloatVector e2 = FloatVector.fromArray(SPECIES, e, own + 2 * LANES);
    FloatVector e3 = FloatVector.fromArray(SPECIES, e, own + 3 * LANES);
    FloatVector s0 = FloatVector.fromArray(SPECIES, y, i);
    FloatVector s1 = FloatVector.fromArray(SPECIES, y, i + LANES);
    FloatVector s2 = FloatVector.fromArray(SPECIES, y, i + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(SPECIES, y, i + 3 * LANES);
    for (int q = from; q < to; q++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, factors[q]);
      int other = rows[q] * n + i;
      s0 = factor.fma(e0.sub(FloatVector.fromArray(SPECIES, e, other)), s0);
      s1 = factor.fma(e1.sub(FloatVector.fromArray(SPECIES, e, other + LANES)), s1);
      s2 = factor.fma(e2.sub(FloatVector.fromArray(SPECIES, e, other + 2 * LANES)), s2);
      s3 = factor.fma(e3.sub(FloatVector.fromArray(SPECIES, e, other + 3 * LANES)), s3);
    }
    s0.intoArray(y, i);
    s1.intoArray(y, i + LANES);
    s2.intoArray(y, i + 2 * LANES);
    s3.intoArray(y, i + 3 * LANES);
  }

  @Override
  public void combine(
      float s,
      float[] x,
      int xOffset,
      float t,
      float[] z,
      int zOffset,
      float[] y,
      int yOffset,
      int n) {
    int i = 0;
    FloatVector factor = FloatVector.broadcast(SPECIES, s);
    for (; i + LANES <= n; i += LANES) {
      factor
          .fma(
              FloatVector.fromArray(SPECIES, x, xOffset + i),
              FloatVector.fromArray(SPECIES, z, zOffset + i).mul(t))
          .intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      y[yOffset + i] = Math.fma(s, x[xOffset + i], t * z[zOffset + i]);
    }
  }

  @Override
  public void distances(
      float[] dots,
      int dotOffset,
      float square,
      float[] squares,
      int squareOffset,
      float[] d,
      int dOffset,
      int n) {
    int j = 0;
    for (; j + LANES <= n; j += LANES) {
      FloatVector dot = FloatVector.fromArray(SPECIES, dots, dotOffset + j);
      FloatVector.fromArray(SPECIES, squares, squareOffset + j)
          .add(square)
          .sub(dot.add(dot)) // exact but for the subtraction, as fma(-2, dot, ...) is
          .max(0f)
          .intoArray(d, dOffset + j);
    }
    for (; j < n; j++) {
      float sum = square + squares[squareOffset + j];
      d[dOffset + j] = Math.max(0f, Math.fma(-2f, dots[dotOffset + j], sum));
    }
  }

  @Override
  public void keys(float[] d, int dOffset, int[] labels, int label, int n, int[] keys) {
    int j = 0;
    for (; j + LANES <= n; j += LANES) {
      FloatVector distance = FloatVector.fromArray(SPECIES, d, dOffset + j).add(0f);
      IntVector bits = distance.viewAsIntegralLanes().reinterpretAsInts();
      IntVector key =
          bits.lanewise(
              VectorOperators.XOR, bits.lanewise(VectorOperators.ASHR, 31).and(Integer.MAX_VALUE));
      key = key.blend(NO_KEY, distance.test(VectorOperators.IS_NAN).cast(INTS));
      IntVector other = IntVector.fromArray(INTS, labels, j);
      key.blend(NO_KEY, other.compare(VectorOperators.EQ, label)).intoArray(keys, j);
    }
    for (; j < n; j++) {
      float distance = d[dOffset + j];
      boolean eligible = labels[j] != label && !Float.isNaN(distance);
      keys[j] = eligible ? MetricKernels.key(distance) : NO_KEY;
    }
  }

  /**
   * Without a comparison: {@code key − threshold − 1} as an unsigned number is least for the least
   * key above the threshold, because keys at or below it wrap around to the top. The sign bit is
   * flipped so that the signed minimum does it: two instructions for sixteen keys.
   */
  @Override
  public void leastAbove(int[] keys, int n, int[] thresholds, int[] least) {
    IntVector t0 = IntVector.broadcast(INTS, flippedStart(thresholds[0]));
    IntVector t1 = IntVector.broadcast(INTS, flippedStart(thresholds[1]));
    IntVector t2 = IntVector.broadcast(INTS, flippedStart(thresholds[2]));
    IntVector t3 = IntVector.broadcast(INTS, flippedStart(thresholds[3]));
    IntVector t4 = IntVector.broadcast(INTS, flippedStart(thresholds[4]));
    IntVector t5 = IntVector.broadcast(INTS, flippedStart(thresholds[5]));
    IntVector t6 = IntVector.broadcast(INTS, flippedStart(thresholds[6]));
    IntVector t7 = IntVector.broadcast(INTS, flippedStart(thresholds[7]));
    IntVector m0 = IntVector.broadcast(INTS, Integer.MAX_VALUE);
    IntVector m1 = m0;
    IntVector m2 = m0;
    IntVector m3 = m0;
    IntVector m4 = m0;
    IntVector m5 = m0;
    IntVector m6 = m0;
    IntVector m7 = m0;
    int j = 0;
    for (; j + LANES <= n; j += LANES) {
      IntVector key = IntVector.fromArray(INTS, keys, j);
      m0 = key.sub(t0).min(m0);
      m1 = key.sub(t1).min(m1);
      m2 = key.sub(t2).min(m2);
      m3 = key.sub(t3).min(m3);
      m4 = key.sub(t4).min(m4);
      m5 = key.sub(t5).min(m5);
      m6 = key.sub(t6).min(m6);
      m7 = key.sub(t7).min(m7);
    }
    int[] lanes = lanesOfThread.get();
    m0.intoArray(lanes, 0);
    m1.intoArray(lanes, LANES);
    m2.intoArray(lanes, 2 * LANES);
    m3.intoArray(lanes, 3 * LANES);
    m4.intoArray(lanes, 4 * LANES);
    m5.intoArray(lanes, 5 * LANES);
    m6.intoArray(lanes, 6 * LANES);
    m7.intoArray(lanes, 7 * LANES);
    for (int q = 0; q < THRESHOLDS; q++) {
      int t = flippedStart(thresholds[q]);
      int flipped = lanes[q * LANES];
      for (int lane = 1; lane < LANES; lane++) {
        flipped = Math.min(flipped, lanes[q * LANES + lane]);
      }
      for (int i = j; i < n; i++) {
        flipped = Math.min(flipped, keys[i] - t);
      }
      int key = flipped + t;
      least[q] = key <= thresholds[q] ? NO_KEY : key;
    }
  }

  private static int flippedStart(int threshold) {
    return threshold + 1 - Integer.MIN_VALUE;
  }

  @Override
  public int indexOf(int[] keys, int key) {
    int j = 0;
    for (; j + LANES <= keys.length; j += LANES) {
      if (IntVector.fromArray(INTS, keys, j).compare(VectorOperators.EQ, key).anyTrue()) {
        break;
      }
    }
    while (keys[j] != key) {
      j++;
    }
    return j;
  }
}
