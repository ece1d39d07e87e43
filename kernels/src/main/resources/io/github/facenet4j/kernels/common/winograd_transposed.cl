// common/winograd_transposed.cl   The matrices of common/winograd.cl, transposed: gradients   included
//
// y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A is linear in g, so the gradient of the loss with respect to the taps is
//
//     dg = Gᵀ [(A dy Aᵀ) ⊙ (Bᵀ d B)] G
//
// Params    TILE 2|3|4, floatv, as in common/winograd.cl
// Functions gradient_values = A·dy, tap_gradients = Gᵀ·m, on vectors of channels

#include "common/winograd.cl"

#if TILE == 2
inline void gradient_values(const floatv *y, floatv *m) {
  m[0] = y[0];
  m[1] = y[0] + y[1];
  m[2] = y[0] - y[1];
  m[3] = -y[1];
}
inline void tap_gradients(const floatv *m, floatv *g) {
  const floatv even = 0.5f * (m[1] + m[2]);
  g[0] = m[0] + even;
  g[1] = 0.5f * (m[1] - m[2]);
  g[2] = even + m[3];
}

#elif TILE == 3
inline void gradient_values(const floatv *y, floatv *m) {
  const floatv even = y[0] + y[2];
  m[0] = y[0];
  m[1] = even + y[1];
  m[2] = even - y[1];
  m[3] = y[0] + 2.0f * y[1] + 4.0f * y[2];
  m[4] = y[2];
}
inline void tap_gradients(const floatv *m, floatv *g) {
  const floatv sixth = (1.0f / 6) * (m[3] - m[2]), half1 = 0.5f * m[1];
  g[0] = (0.5f * m[0] - half1) + sixth;
  g[1] = (1.0f / 6) * (m[2] + 2.0f * m[3]) - half1;
  g[2] = ((1.0f / 6) * (4.0f * m[3] - m[2]) - half1) + m[4];
}

#else
inline void gradient_values(const floatv *y, floatv *m) {
  const floatv even1 = y[0] + y[2], odd1 = y[1] + y[3];
  const floatv even2 = y[0] + 4.0f * y[2], odd2 = 2.0f * y[1] + 8.0f * y[3];
  m[0] = y[0];
  m[1] = even1 + odd1;
  m[2] = even1 - odd1;
  m[3] = even2 + odd2;
  m[4] = even2 - odd2;
  m[5] = y[3];
}
inline void tap_gradients(const floatv *m, floatv *g) {
  const floatv even1 = (1.0f / 6) * (m[1] + m[2]), even2 = m[3] + m[4];
  g[0] = (0.25f * m[0] - even1) + (1.0f / 24) * even2;
  g[1] = (1.0f / 6) * (m[2] - m[1]) + (1.0f / 12) * (m[3] - m[4]);
  g[2] = ((1.0f / 6) * even2 - even1) + m[5];
}
#endif
