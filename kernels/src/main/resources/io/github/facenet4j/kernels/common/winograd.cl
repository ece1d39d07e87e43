// common/winograd.cl   The matrices of Winograd's minimal filtering F(TILE×TILE, 3×3)     included
//
// TILE outputs of a correlation with 3 taps read SPAN = TILE + 2 inputs. With inputs and taps as the
// coefficients of polynomials it is part of a product of polynomials, and a product is known from its
// values at SPAN points: evaluate both, multiply value by value, interpolate. In two dimensions
//
//     y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A     d: SPAN×SPAN inputs, g: 3×3 taps, y: TILE×TILE outputs
//
// takes SPAN² multiplications instead of 9·TILE²: 16 for 36 (TILE 2), 25 for 81 (3), 36 for 144 (4). The
// points are 0, 1, −1, then 2 (TILE 3) or 2, −2 (TILE 4), and ∞. Entries grow with the points, and with
// them the rounding error.
//
// Source    Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, arXiv 1509.09308; TILE 3
//           by the same construction (Toom and Cook).
// Params    TILE 2|3|4; the includer defines floatv, the vector of channels that is transformed at once
// Numerics  float. Shared subexpressions do not cancel: the error is bounded by |Aᵀ|, |G|, |Bᵀ| on
//           absolute values.

#ifndef TILE
#define TILE 4
#endif
#define SPAN (TILE + 2)
#define VALUES (SPAN * SPAN)

#if TILE == 2
// Bᵀ =  1  0 −1  0      G = 1    0    0       Aᵀ = 1  1  1  0
//       0  1  1  0          1/2  1/2  1/2          0  1 −1 −1
//       0 −1  1  0          1/2 −1/2  1/2
//       0  1  0 −1          0    0    1
inline void input_values(const floatv *d, floatv *v) {
  v[0] = d[0] - d[2];
  v[1] = d[1] + d[2];
  v[2] = d[2] - d[1];
  v[3] = d[1] - d[3];
}
inline void filter_values(const floatv *g, floatv *u) {
  const floatv even = 0.5f * (g[0] + g[2]), odd = 0.5f * g[1];
  u[0] = g[0];
  u[1] = even + odd;
  u[2] = even - odd;
  u[3] = g[2];
}
inline void outputs(const floatv *m, floatv *y) {
  y[0] = m[0] + m[1] + m[2];
  y[1] = m[1] - m[2] - m[3];
}

#elif TILE == 3
// Bᵀ =  2 −1 −2  1  0   G =  1/2   0    0     Aᵀ = 1  1  1  1  0
//       0 −2 −1  1  0       −1/2 −1/2 −1/2         0  1 −1  2  0
//       0  2 −3  1  0       −1/6  1/6 −1/6         0  1  1  4  1
//       0 −1  0  1  0        1/6  1/3  2/3
//       0  2 −1 −2  1        0    0    1
inline void input_values(const floatv *d, floatv *v) {
  const floatv difference = d[3] - d[1];
  v[0] = 2.0f * (d[0] - d[2]) + difference;
  v[1] = (d[3] - d[2]) - 2.0f * d[1];
  v[2] = (d[3] + 2.0f * d[1]) - 3.0f * d[2];
  v[3] = difference;
  v[4] = (d[4] - d[2]) - 2.0f * difference;
}
inline void filter_values(const floatv *g, floatv *u) {
  const floatv even = g[0] + g[2];
  u[0] = 0.5f * g[0];
  u[1] = -0.5f * (even + g[1]);
  u[2] = (1.0f / 6) * (g[1] - even);
  u[3] = (1.0f / 6) * (g[0] + 2.0f * g[1] + 4.0f * g[2]);
  u[4] = g[2];
}
inline void outputs(const floatv *m, floatv *y) {
  const floatv even = m[1] + m[2];
  y[0] = m[0] + even + m[3];
  y[1] = (m[1] - m[2]) + 2.0f * m[3];
  y[2] = even + 4.0f * m[3] + m[4];
}

#else
// Bᵀ =  4  0 −5  0  1  0   G =  1/4    0    0      Aᵀ = 1  1  1  1  1  0
//       0 −4 −4  1  1  0       −1/6  −1/6  −1/6         0  1 −1  2 −2  0
//       0  4 −4 −1  1  0       −1/6   1/6  −1/6         0  1  1  4  4  0
//       0 −2 −1  2  1  0        1/24  1/12  1/6         0  1 −1  8 −8  1
//       0  2 −1 −2  1  0        1/24 −1/12  1/6
//       0  4  0 −5  0  1         0     0    1
inline void input_values(const floatv *d, floatv *v) {
  const floatv even1 = d[4] - 4.0f * d[2], odd1 = d[3] - 4.0f * d[1];
  const floatv even2 = d[4] - d[2], odd2 = 2.0f * (d[3] - d[1]);
  v[0] = 4.0f * d[0] + (d[4] - 5.0f * d[2]);
  v[1] = even1 + odd1;
  v[2] = even1 - odd1;
  v[3] = even2 + odd2;
  v[4] = even2 - odd2;
  v[5] = 4.0f * d[1] + (d[5] - 5.0f * d[3]);
}
inline void filter_values(const floatv *g, floatv *u) {
  const floatv even1 = (-1.0f / 6) * (g[0] + g[2]), odd1 = (-1.0f / 6) * g[1];
  const floatv even2 = (1.0f / 24) * g[0] + (1.0f / 6) * g[2], odd2 = (1.0f / 12) * g[1];
  u[0] = 0.25f * g[0];
  u[1] = even1 + odd1;
  u[2] = even1 - odd1;
  u[3] = even2 + odd2;
  u[4] = even2 - odd2;
  u[5] = g[2];
}
inline void outputs(const floatv *m, floatv *y) {
  const floatv even1 = m[1] + m[2], odd1 = m[1] - m[2];
  const floatv even2 = m[3] + m[4], odd2 = m[3] - m[4];
  y[0] = m[0] + even1 + even2;
  y[1] = odd1 + 2.0f * odd2;
  y[2] = even1 + 4.0f * even2;
  y[3] = odd1 + 8.0f * odd2 + m[5];
}
#endif
