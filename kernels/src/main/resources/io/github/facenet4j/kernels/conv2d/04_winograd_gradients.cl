// conv2d/04_winograd_gradients.cl   Tiles of dy as Winograd values    step of 04_winograd_weight_gradient
//
// values[k][t][o] = (A dy Aᵀ)[k], dy the TILE×TILE pixels of channel o in tile `first + t`.
//
// Shapes      dy [N,OH,OW,O], 0 outside; out = (OH, OW, O); tiles = (down, across, end, first);
//             values [SPAN²][rows][O], where rows from tile end on are 0
// Launch      global rows·O rounded up, local (GROUP): an item owns one channel of one tile, neighbours
//             read and write neighbouring channels
// Params      GROUP;  TILE, see common/winograd.cl
// Numerics    float, see common/winograd.cl

#define floatv float
#include "common/winograd_transposed.cl"

#ifndef GROUP
#define GROUP 128
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void winograd_gradients(
    int4 out, int4 tiles, int rows, __global const float *restrict dy,
    __global float *restrict values) {
  const int H = out.s0, W = out.s1, O = out.s2;
  const int id = get_global_id(0), o = id % O, tile = tiles.s3 + id / O;
  if (id >= rows * O) return;
  const int image = tile / (tiles.s0 * tiles.s1), rest = tile % (tiles.s0 * tiles.s1);
  const int i = rest / tiles.s1 * TILE, j = rest % tiles.s1 * TILE;
  __global const float *from = dy + (size_t)image * H * W * O + o;

  float half_done[TILE][SPAN];  // by column of dy: A dy
#pragma unroll
  for (int q = 0; q < TILE; q++) {
    float d[TILE];
#pragma unroll
    for (int p = 0; p < TILE; p++)
      d[p] = tile < tiles.s2 && i + p < H && j + q < W ? from[((i + p) * W + j + q) * O] : 0.0f;
    gradient_values(d, half_done[q]);
  }
#pragma unroll
  for (int p = 0; p < SPAN; p++) {
    float d[TILE], v[SPAN];
#pragma unroll
    for (int q = 0; q < TILE; q++) d[q] = half_done[q][p];
    gradient_values(d, v);
#pragma unroll
    for (int q = 0; q < SPAN; q++) values[(size_t)(p * SPAN + q) * rows * O + id] = v[q];
  }
}
