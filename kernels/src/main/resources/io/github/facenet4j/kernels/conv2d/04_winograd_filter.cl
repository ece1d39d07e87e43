// conv2d/04_winograd_filter.cl   Filter taps as Winograd values                      step 0 of 04, GPUs
//
// values[k][r][j] = (G g Gᵀ)[k], g the 3×3 taps from row r to column j. Rows, columns and the order of
// taps are those of pack_filter.cl; the host keeps the values until the filter changes.
//
// Shapes      w HWIO, KH = KW = 3; filter = (C, O); firstStep = (u first, u step, v first, v step)
//             values [SPAN²][rows][columns]
// Launch      global rows·columns rounded up, local (GROUP): neighbours write neighbouring values
// Params      GROUP;  TILE, see common/winograd.cl
//             EXCHANGE 0: rows C, columns O;  1: rows O, columns C
// Numerics    float, see common/winograd.cl

#define floatv float
#include "common/winograd.cl"

#ifndef GROUP
#define GROUP 128
#endif
#ifndef EXCHANGE
#define EXCHANGE 0
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void winograd_filter(
    int2 filter, int4 firstStep, __global const float *restrict w, __global float *restrict values) {
  const int C = filter.s0, O = filter.s1, columns = EXCHANGE ? C : O;
  const int id = get_global_id(0), r = id / columns, j = id % columns;
  if (id >= C * O) return;

  float half_done[3][SPAN];  // by column of taps: G g
#pragma unroll
  for (int v = 0; v < 3; v++) {
    float g[3];
#pragma unroll
    for (int u = 0; u < 3; u++) {
      const int tap = (firstStep.s0 + u * firstStep.s1) * 3 + firstStep.s2 + v * firstStep.s3;
      g[u] = w[tap * C * O + (EXCHANGE ? j * O + r : id)];
    }
    filter_values(g, half_done[v]);
  }
#pragma unroll
  for (int i = 0; i < SPAN; i++) {
    const float row[3] = {half_done[0][i], half_done[1][i], half_done[2][i]};
    float u[SPAN];
    filter_values(row, u);
#pragma unroll
    for (int k = 0; k < SPAN; k++) values[(size_t)(i * SPAN + k) * C * O + id] = u[k];
  }
}
