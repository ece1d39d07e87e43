// bottleneck/expand.cl   One panel of the wide map from some pixels of x                   included
//
// Params      MR, NV, VW  tile, NR columns;  C input channels;  EXPANDED activation
// Numerics    float, fused multiply-add, beginning with the bias, in order of c

#include "common/held.cl"

#ifndef C
#define C 32
#endif
#ifndef EXPANDED
#define EXPANDED ACTIVATION_RELU6
#endif

#define VALUE(r) from[r * C + c]
#define HOLD_1(r) HELD(to + r * NR) = rectified(c##r##_0, EXPANDED);
#define HOLD_2(r) HOLD_1(r) HELD(to + r * NR + VW) = rectified(c##r##_1, EXPANDED);
#define HOLD_3(r) HOLD_2(r) HELD(to + r * NR + 2 * VW) = rectified(c##r##_2, EXPANDED);

/** One panel of so many pixels. The last tile begins early rather than end late. */
inline __attribute__((always_inline)) void expand(
    const int pixels, __global const float *x, __global const float *w,
    __global const float *bias, const int d, const int D, __local float *wide) {
  BIAS(bias, d, D)
  for (int q = 0; q < pixels; q += MR) {
    const int first = min(q, pixels - MR);
    __global const float *from = x + first * C, *b = w;
    __local float *to = wide + first * NR;
    ROWS(JOIN(BEGIN_, NV))
    for (int c = 0; c < C; c++) {
      LOAD_COLUMNS(b)
      ROWS(MULTIPLY_ROW)
      b += NR;
    }
    ROWS(JOIN(HOLD_, NV))
  }
}
#undef VALUE
