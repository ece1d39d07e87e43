// bottleneck/project.cl   Some pixels of y from their filtered rows                        included
//
// Params      MR, PV, VW  tile, PR = PV·VW columns;  NR  panel of the filtered rows
// Numerics    float, fused multiply-add, beginning with the bias, in order of d

#include "common/held.cl"

#ifndef PV
#define PV 2
#endif
#define PR (PV * VW)

#define VALUE(r) from[r * NR + d]
#define FINISH(sum, p)                                           \
  {                                                              \
    floatv v = sum;                                              \
    if (residual) v += LOADV(residual + (p));                    \
    STORE_LOOSE(rectified(v, activation), y + (p));              \
  }
#define STORE_1(r) FINISH(c##r##_0, at + r * O)
#define STORE_2(r) STORE_1(r) FINISH(c##r##_1, at + r * O + VW)
#define STORE_3(r) STORE_2(r) FINISH(c##r##_2, at + r * O + 2 * VW)
#define SPILL_1(r) STOREV(c##r##_0, spilled + r * PR);
#define SPILL_2(r) SPILL_1(r) STOREV(c##r##_1, spilled + r * PR + VW);
#define SPILL_3(r) SPILL_2(r) STOREV(c##r##_2, spilled + r * PR + 2 * VW);

/** So many pixels of y, whose filtered rows lie in panels so far apart. */
inline __attribute__((always_inline)) void project(
    const int pixels, const int D, const int O, const int panel, __local const float *filtered,
    __global const float *w, __global const float *bias, __global const float *residual,
    const int activation, __global float *y) {
  for (int o = 0; o < O; o += PR, w += D * PR) {
    BIAS(bias, o, O)
    for (int q = 0; q < pixels; q += MR) {
      const int first = min(q, pixels - MR), at = first * O + o;
      __global const float *b = w;
      ROWS(JOIN(BEGIN_, PV))
      for (int d0 = 0; d0 < D; d0 += NR) {
        __local const float *from = filtered + d0 / NR * panel + first * NR;
        for (int d = 0; d < min(NR, D - d0); d++) {
          JOIN(LOAD_COLUMNS_, PV)(b)
          ROWS(JOIN(MULTIPLY_ROW_, PV))
          b += PR;
        }
      }
      if (o + PR <= O) {
        ROWS(JOIN(STORE_, PV))
      } else {
        float spilled[MR * PR];
        ROWS(JOIN(SPILL_, PV))
        for (int r = 0; r < MR; r++)
          for (int j = 0; o + j < O; j += VW)
            store_vector(LOADV(spilled + r * PR + j), at + r * O + j, 0, O - o - j, 0, residual, 0,
                         activation, y);
      }
    }
  }
}
#undef VALUE
