package io.github.facenet4j.facenet.gallery;

/**
 * Embeddings in eight bits: {@code v ≈ s·q} with {@code s = max|v|/127}, and how far off each one
 * is.
 *
 * <p>With {@code v = v′ + e}, {@code w = w′ + f} the product {@code v·w} differs from {@code v′·w′}
 * by {@code v·f + e·w′}, at most {@code |f| + |e|·|w′|} for {@code |v| = 1}. The squared distance
 * of unit vectors is {@code 2 − 2·v·w}; so it is at least {@link #nearest}, whatever rounding did.
 */
final class QuantisedRows {
  private static final int STEPS = 127;

  /** Beyond the bound above: rounding of the bound itself, and lengths that are not quite 1. */
  private static final float SLACK = 5e-3f;

  private final int width;
  private final byte[] rows;
  private final float[] scales;
  private final float[] errors;

  /** Room for embeddings. */
  QuantisedRows(int count, int width) {
    this.width = width;
    this.rows = new byte[Math.multiplyExact(count, width)];
    this.scales = new float[count];
    this.errors = new float[count];
  }

  /** One embedding alone. */
  static QuantisedRows of(float[] embedding) {
    QuantisedRows one = new QuantisedRows(1, embedding.length);
    one.set(0, embedding);
    return one;
  }

  void set(int row, float[] embedding) {
    float largest = 0;
    for (float value : embedding) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / STEPS;
    double squares = 0;
    for (int i = 0; i < width; i++) {
      int q = Math.round(embedding[i] / scale);
      rows[row * width + i] = (byte) q;
      double error = (double) embedding[i] - (double) scale * q;
      squares += error * error;
    }
    scales[row] = scale;
    errors[row] = (float) Math.sqrt(squares);
  }

  /** Number of embeddings. */
  int count() {
    return scales.length;
  }

  /** Bytes of one embedding. */
  int width() {
    return width;
  }

  byte[] bytes() {
    return rows;
  }

  /** The one embedding of {@link #of}. */
  Query asQuery() {
    double squares = 0;
    for (byte q : rows) {
      squares += (double) scales[0] * scales[0] * q * q;
    }
    return new Query(rows, scales[0], errors[0], (float) Math.sqrt(squares));
  }

  /**
   * What is searched for.
   *
   * @param bytes q
   * @param scale s
   * @param error length of what rounding took away
   * @param length of s·q
   */
  record Query(byte[] bytes, float scale, float error, float length) {}

  /** The squared distance that a row has at least, from the product of the bytes. */
  float nearest(int row, int dot, Query query) {
    float product = scales[row] * query.scale * dot;
    return 2 - 2 * (product + query.error + errors[row] * query.length) - SLACK;
  }
}
