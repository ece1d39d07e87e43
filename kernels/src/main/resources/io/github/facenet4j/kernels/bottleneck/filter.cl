// bottleneck/filter.cl   One row of the filtered map, one panel                            included
//
// Params      NR, VW  panel and vector;  STRIDE;  FILTERED activation
// Numerics    float, fused multiply-add; a sum for each row of the window, the upper with the bias

#include "common/held.cl"

#ifndef STRIDE
#define STRIDE 1
#endif
#ifndef FILTERED
#define FILTERED ACTIVATION_RELU6
#endif

// Column j of the windows' three rows times column v of the filter.
#define COLUMN(v, j)                                   \
  sum0 = fma(HELD(row0 + (j) * NR), tap[v], sum0);     \
  sum1 = fma(HELD(row1 + (j) * NR), tap[3 + v], sum1); \
  sum2 = fma(HELD(row2 + (j) * NR), tap[6 + v], sum2);

/** Row i of the filtered map; rows outside the wide map are rows of zeros. */
inline __attribute__((always_inline)) void filter(
    const int W, const int OW, __local float *row0, __local float *row1, __local float *row2,
    __global const float *w, __global const float *bias, const int d, const int D,
    __local float *to) {
  for (int v = 0; v < NR; v += VW) {
    floatv tap[9];
#pragma unroll
    for (int t = 0; t < 9; t++) tap[t] = values_at(w + t * D, d + v, D);
    const floatv shift = values_at(bias, d + v, D);
    for (int j = 0; j < OW; j++) {
      const int at = j * STRIDE;
      floatv sum0 = shift, sum1 = 0.0f, sum2 = 0.0f;
      COLUMN(1, at)
      if (at > 0) {
        COLUMN(0, at - 1)
      }
      if (at + 1 < W) {
        COLUMN(2, at + 1)
      }
      HELD(to + j * NR) = rectified(sum0 + (sum1 + sum2), FILTERED);
    }
    row0 += VW;
    row1 += VW;
    row2 += VW;
    to += VW;
  }
}
