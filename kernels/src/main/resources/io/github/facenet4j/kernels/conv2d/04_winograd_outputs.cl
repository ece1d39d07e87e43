// conv2d/04_winograd_outputs.cl   Winograd values of tiles as pixels                step 3 of 04, GPUs
//
// y(pixel p of tile `first + t`, o) = epilogue((Aᵀ m A)[p]), m[k] = products[k][t][o].
//
// Shapes      products [SPAN²][rows][O]; grid = (GH, GW) result pixels of an image; out = (image, row,
//             pixel, first) as in 02; tiles = (down, across, end, first)
// Launch      global rows·O rounded up, local (GROUP): an item owns one channel of one tile, neighbours
//             read and write neighbouring channels
// Params      GROUP;  TILE, see common/winograd.cl
// Numerics    float, see common/winograd.cl

#define floatv float
#include "common/epilogue.cl"
#include "common/winograd.cl"

#ifndef GROUP
#define GROUP 128
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void winograd_outputs(
    int2 grid, int4 out, int4 tiles, int rows, int O, __global const float *restrict products,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, __global float *y) {
  const int id = get_global_id(0), o = id % O, tile = tiles.s3 + id / O;
  if (id >= rows * O) return;

  float half_done[SPAN][TILE];  // by column of values: Aᵀ m
#pragma unroll
  for (int q = 0; q < SPAN; q++) {
    float m[SPAN];
#pragma unroll
    for (int p = 0; p < SPAN; p++) m[p] = products[(size_t)(p * SPAN + q) * rows * O + id];
    outputs(m, half_done[q]);
  }
  const int image = tile / (tiles.s0 * tiles.s1), rest = tile % (tiles.s0 * tiles.s1);
  const int i = rest / tiles.s1 * TILE, j = rest % tiles.s1 * TILE;
  const size_t to = out.s3 + (size_t)image * out.s0 + (size_t)i * out.s1 + (size_t)j * out.s2 + o;
#pragma unroll
  for (int p = 0; p < TILE; p++) {
    float m[SPAN], pixels[TILE];
#pragma unroll
    for (int q = 0; q < SPAN; q++) m[q] = half_done[q][p];
    outputs(m, pixels);
#pragma unroll
    for (int q = 0; q < TILE; q++) {
      const size_t at = to + (size_t)p * out.s1 + (size_t)q * out.s2;
      if (i + p < grid.s0 && j + q < grid.s1)
        y[at] = epilogue(pixels[q], at, o, bias, residual, slopes, activation);
    }
  }
}
