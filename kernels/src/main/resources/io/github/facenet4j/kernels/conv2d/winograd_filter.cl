// conv2d/winograd_filter.cl   Filter taps as Winograd values, in panels of NR output channels
//
// panels[p][k][r][j] = (G g Gᵀ)[k], g the 3×3 taps from row r to column p·NR + j; 0 past the last column.
// Rows, columns and the order of taps are those of pack_filter.cl.
//
// Shapes      w HWIO, KH = KW = 3; filter = (C, O); firstStep = (u first, u step, v first, v step)
//             zeros floats of 0 follow the panels, for inputs outside the image
// Launch      global (⌈columns/NR⌉, ⌈rows/LINE⌉), local (1, 1): one work-item transforms LINE rows of one
//             panel, so that a cache line of an exchanged filter is fetched once.
// Params      TILE, see common/winograd.cl;  NV, VW: NR = NV·VW
//             EXCHANGE 0: rows C, columns O;  1: rows O, columns C
// Numerics    float, see common/winograd.cl

#include "common/register_tile.cl"
#include "common/winograd.cl"

#define LINE 16
#ifndef EXCHANGE
#define EXCHANGE 0
#endif

/** VW columns of row r of a tap, zeros after the first count. */
inline floatv columns_of(__global const float *restrict tap, int r, int column, int count, int O) {
#if !EXCHANGE
  if (count >= VW) return LOADV(tap + (size_t)r * O + column);
#endif
  float values[VW];
  for (int j = 0; j < VW; j++) {
    const int at = EXCHANGE ? (column + j) * O + r : r * O + column + j;
    values[j] = j < count ? tap[at] : 0.0f;
  }
  return LOADV(values);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_filter(
    int2 filter, int4 firstStep, int zeros, __global const float *restrict w,
    __global float *restrict panels) {
  const int C = filter.s0, O = filter.s1;
  const int rows = EXCHANGE ? O : C, columns = EXCHANGE ? C : O;
  const size_t panel = (size_t)VALUES * rows * NR;
  const int begin = get_group_id(1) * LINE, end = min(rows, begin + LINE);

  if (get_group_id(0) == 0 && begin == 0) {
    __global float *restrict page = panels + get_num_groups(0) * panel;
    for (int i = 0; i < zeros; i++) page[i] = 0.0f;
  }
  for (int r = begin; r < end; r++) {
    for (int j = 0; j < NR; j += VW) {
      const int column = get_group_id(0) * NR + j;
      floatv half_done[3][SPAN];  // by column of taps: G g
#pragma unroll
      for (int v = 0; v < 3; v++) {
        floatv g[3];
#pragma unroll
        for (int u = 0; u < 3; u++) {
          const int tap = (firstStep.s0 + u * firstStep.s1) * 3 + firstStep.s2 + v * firstStep.s3;
          g[u] = columns_of(w + (size_t)tap * C * O, r, column, columns - column, O);
        }
        filter_values(g, half_done[v]);
      }
      __global float *restrict to = panels + get_group_id(0) * panel + (size_t)r * NR + j;
#pragma unroll
      for (int i = 0; i < SPAN; i++) {
        const floatv row[3] = {half_done[0][i], half_done[1][i], half_done[2][i]};
        floatv u[SPAN];
        filter_values(row, u);
#pragma unroll
        for (int k = 0; k < SPAN; k++) STOREV(u[k], to + (size_t)(i * SPAN + k) * rows * NR);
      }
    }
  }
}
