package io.github.facenet4j.tensor.cpu;

/**
 * The one-dimensional transforms of Winograd's F(4,3): four outputs of a filter with three taps
 * from six inputs in six multiplications (Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", arXiv 1509.09308). {@code y = Aᵀ·((G·g) ⊙ (Bᵀ·d))} with
 *
 * <pre>
 *       4  0 −5  0  1  0            1/4    0     0
 *       0 −4 −4  1  1  0           −1/6  −1/6  −1/6            1  1  1  1  1  0
 * Bᵀ =  0  4 −4 −1  1  0      G =  −1/6   1/6  −1/6      Aᵀ =  0  1 −1  2 −2  0
 *       0 −2 −1  2  1  0            1/24  1/12  1/6            0  1  1  4  4  0
 *       0  2 −1 −2  1  0            1/24 −1/12  1/6            0  1 −1  8 −8  1
 *       0  4  0 −5  0  1             0     0     1
 * </pre>
 *
 * <p>Each call transforms n neighbouring columns: row r of the operand starts at {@code at +
 * r·step}, row r of the result at {@code to + r·toStep}. Two calls, along one axis and then along
 * the other, make F(4×4,3×3).
 */
public interface WinogradKernels {

  /** {@code v = Bᵀ·d}, six rows to six. */
  void input(float[] d, int at, int step, float[] v, int to, int toStep, int n);

  /** {@code u = G·g}, three rows to six. */
  void filter(float[] g, int at, int step, float[] u, int to, int toStep, int n);

  /**
   * {@code m = A·dy}, four rows to six: what the weight gradient needs of the outputs' gradient.
   */
  void gradient(float[] dy, int at, int step, float[] m, int to, int toStep, int n);

  /** {@code dg = Gᵀ·m}, six rows to three. */
  void taps(float[] m, int at, int step, float[] dg, int to, int toStep, int n);

  /** {@code y = start + Aᵀ·m}, six rows to four, start being added to every row. */
  void output(float[] m, int at, int step, float[] start, float[] y, int to, int toStep, int n);
}
