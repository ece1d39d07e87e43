package io.github.facenet4j.tensor.cpu;

/** Loops over vectors and over rows of a distance matrix. */
public interface MetricKernels {
  /** The key of a distance that must not be chosen; no float has it. */
  int NO_KEY = Integer.MAX_VALUE;

  /** Thresholds that {@link #leastAbove} takes at a time. */
  int THRESHOLDS = 8;

  /** {@code Σ a·b} of n values from the offsets on. */
  float dot(float[] a, int aOffset, float[] b, int bOffset, int n);

  /** {@code Σ (a − b)²}. */
  float squaredDistance(float[] a, int aOffset, float[] b, int bOffset, int n);

  /**
   * {@code dots[i] = Σ rows[i]·vector} of signed bytes.
   *
   * @param first offset of the first row
   * @param width bytes of a row
   * @param dots receives one value for each of its elements
   */
  void byteDots(byte[] rows, int first, int width, byte[] vector, int[] dots);

  /**
   * {@code y += Σq factors[q]·(e[row] − e[rows[q]])}, q from … to−1, rows of n values.
   *
   * @param rows numbers of the other rows
   * @param y n values from 0 on
   */
  void addDifferences(
      float[] e, int row, int[] rows, float[] factors, int from, int to, float[] y, int n);

  /** {@code y = s·x + t·z}. */
  void combine(
      float s,
      float[] x,
      int xOffset,
      float t,
      float[] z,
      int zOffset,
      float[] y,
      int yOffset,
      int n);

  /**
   * {@code d[j] = max(0, square + squares[j] − 2·dots[j])}.
   *
   * @param square |xᵢ|²
   */
  void distances(
      float[] dots,
      int dotOffset,
      float square,
      float[] squares,
      int squareOffset,
      float[] d,
      int dOffset,
      int n);

  /**
   * Integers in the order of the distances: {@code keys[j]} for {@code d[j]}, {@link #NO_KEY} where
   * the label is the anchor's or the distance is NaN.
   */
  void keys(float[] d, int dOffset, int[] labels, int label, int n, int[] keys);

  /**
   * For each of {@link #THRESHOLDS} thresholds the least key above it, or {@link #NO_KEY}.
   *
   * @param keys n of them
   * @param least receives the results
   */
  void leastAbove(int[] keys, int n, int[] thresholds, int[] least);

  /** The first j with {@code keys[j] = key}, which there must be. */
  int indexOf(int[] keys, int key);

  /**
   * The key of one distance: the float's bits as an integer of the same order, −0 like +0.
   *
   * @param d not NaN
   */
  static int key(float d) {
    int bits = Float.floatToRawIntBits(d + 0f);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  /** The distance of a key. */
  static float distance(int key) {
    return Float.intBitsToFloat(key ^ (key >> 31 & Integer.MAX_VALUE));
  }
}
