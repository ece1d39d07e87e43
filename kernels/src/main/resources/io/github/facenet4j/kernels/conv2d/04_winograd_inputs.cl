// conv2d/04_winograd_inputs.cl   Windows of a map as Winograd values                step 1 of 04, GPUs
//
// values[k][t][c] = (Bᵀ d B)[k], d the SPAN×SPAN pixels of channel c that tile `first + t` reads.
//
// Shapes      x [N,H,W,C], 0 outside; in = (H, W, C); origin = (h0, w0) of the first tile's pixels
//             tiles = (down, across, end, first); values [SPAN²][rows][C], where rows from tile end on are 0
// Launch      global rows·C rounded up, local (GROUP): an item owns one channel of one tile, neighbours
//             read and write neighbouring channels. The SPAN² loads of an item are independent.
// Params      GROUP;  TILE, see common/winograd.cl
// Numerics    float, see common/winograd.cl

#define floatv float
#include "common/winograd.cl"

#ifndef GROUP
#define GROUP 128
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void winograd_inputs(
    int4 in, int2 origin, int4 tiles, int rows, __global const float *restrict x,
    __global float *restrict values) {
  const int H = in.s0, W = in.s1, C = in.s2;
  const int id = get_global_id(0), c = id % C, tile = tiles.s3 + id / C;
  if (id >= rows * C) return;
  const int image = tile / (tiles.s0 * tiles.s1), rest = tile % (tiles.s0 * tiles.s1);
  const int h = rest / tiles.s1 * TILE + origin.s0, w = rest % tiles.s1 * TILE + origin.s1;
  __global const float *from = x + (size_t)image * H * W * C + c;

  float half_done[SPAN][SPAN];  // by column of inputs: Bᵀ d
#pragma unroll
  for (int q = 0; q < SPAN; q++) {
    float d[SPAN];
#pragma unroll
    for (int p = 0; p < SPAN; p++) {
      const bool inside = tile < tiles.s2 && (uint)(h + p) < (uint)H && (uint)(w + q) < (uint)W;
      d[p] = inside ? from[((h + p) * W + w + q) * C] : 0.0f;
    }
    input_values(d, half_done[q]);
  }
#pragma unroll
  for (int p = 0; p < SPAN; p++) {
    float d[SPAN], v[SPAN];
#pragma unroll
    for (int q = 0; q < SPAN; q++) d[q] = half_done[q][p];
    input_values(d, v);
#pragma unroll
    for (int q = 0; q < SPAN; q++) values[(size_t)(p * SPAN + q) * rows * C + id] = v[q];
  }
}
