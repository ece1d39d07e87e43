// conv2d/04_winograd_taps.cl   dw from the sums over tiles            step of 04_winograd_weight_gradient
//
// dw[u,v,c,o] += (Gᵀ m G)[u,v], m[k] = Σ(part) sums[k][part][c][o].
//
// Shapes      sums [SPAN²][parts][C·O]; dw [3,3,C·O]; count = C·O
// Launch      global count rounded up, local (GROUP)
// Params      GROUP;  TILE, see common/winograd.cl
// Numerics    float, parts in order, see common/winograd.cl

#define floatv float
#include "common/winograd_transposed.cl"

#ifndef GROUP
#define GROUP 128
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void winograd_taps(
    int count, int parts, __global const float *restrict sums, __global float *restrict dw) {
  const int id = get_global_id(0);
  if (id >= count) return;
  float half_done[SPAN][3];  // by column of values: Gᵀ m
#pragma unroll
  for (int q = 0; q < SPAN; q++) {
    float m[SPAN];
#pragma unroll
    for (int p = 0; p < SPAN; p++) {
      __global const float *of_value = sums + (size_t)(p * SPAN + q) * parts * count + id;
      m[p] = of_value[0];
      for (int part = 1; part < parts; part++) m[p] += of_value[(size_t)part * count];
    }
    tap_gradients(m, half_done[q]);
  }
#pragma unroll
  for (int u = 0; u < 3; u++) {
    float m[SPAN], taps[3];
#pragma unroll
    for (int q = 0; q < SPAN; q++) m[q] = half_done[q][u];
    tap_gradients(m, taps);
#pragma unroll
    for (int v = 0; v < 3; v++) dw[(u * 3 + v) * count + id] += taps[v];
  }
}
