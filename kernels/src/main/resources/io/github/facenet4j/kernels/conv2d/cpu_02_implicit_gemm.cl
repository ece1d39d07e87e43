// conv2d/cpu_02_implicit_gemm.cl   Convolution as a matrix product that is never laid out
//                                                                        rung 2, processors
//
// Changed since 01  A work-item keeps MR pixels × NR output channels in registers. The rows of the
//                   implicit matrix are MR pointers into x, moved from tap to tap; where a tap falls
//                   outside the image its pointer is turned to a page of zeros, so that the inner loop
//                   over channels has no test. Nothing like im2col is written: x is read in place.
// Shapes      a grid of result pixels [N,GH,GW], flattened and cut into tiles of MR;
//             y(n,i,j,o) = Σ(u,v,c) x[n, i·s+h0+u, j·s+w0+v, c] · w[u,v,c,o]       x is 0 outside
//             w as panels [⌈O/NR⌉][KH·KW·run][NR], then the page of zeros, run floats
//             in = (H, W, C, run)        image and floats per tap: C, or kw·C when a row of taps is one
//             grid = (GH, GW, s, N·GH·GW)   taps = (KH, KW, h0, w0)
//             out = (image, row, pixel, first)   steps in y from one to the next, and the grid's first
//             value, in floats: the grid may be part of a larger map, in space and in channels
//             Forward: h0 = w0 = -pad. Data gradient: dy takes the place of x, and the input pixels
//             of one residue modulo the stride are one grid, with the taps that meet them.
// Launch      global (⌈pixels/MR⌉, ⌈O/NR⌉), local (1, 1).
// Params      MR, NV, VW  tile, see common/register_tile.cl;  INSIDE 1: no tap falls outside
// Numerics    float, fused multiply-add, in order of (u, v, c).
// Next        03: Winograd F(4×4,3×3), a quarter of the multiplications at a few bits of accuracy.

#ifndef INSIDE
#define INSIDE 0
#endif
#include "common/tile_store.cl"

// Row r of the tile: its pixel's first tap in x, and the pixel in y. Rows past the last repeat it.
#define LOCATE(r)                                       \
  const int ih##r = h, iw##r = q, at##r = from, to##r = to; \
  if (p0 + r + 1 < grid.s3) NEXT_PIXEL
// Steps of one pixel are additions; only where a row of the grid ends is the place computed anew.
#define NEXT_PIXEL         \
  {                        \
    q += grid.s2;          \
    from += grid.s2 * in.s2; \
    to += out.s2;          \
    if (++j == grid.s1) {  \
      j = 0;               \
      if (++i == grid.s0) { \
        i = 0;             \
        image++;           \
      }                    \
      PLACE                \
    }                      \
  }
#define PLACE                                   \
  h = i * grid.s2 + taps.s2;                    \
  q = j * grid.s2 + taps.s3;                    \
  from = ((image * in.s0 + h) * in.s1 + q) * in.s2; \
  to = out.s3 + image * out.s0 + i * out.s1 + j * out.s2;
#define ROW_AT(r) ((size_t)(to##r + o0))

// Row r's floats of the current tap.
#if INSIDE
#define POINT(r) __global const float *restrict x##r = x + (at##r + tap);
#else
#define POINT(r)                                                                       \
  __global const float *restrict x##r =                                                \
      (uint)(ih##r + u) < (uint)in.s0 && (uint)(iw##r + v) < (uint)in.s1 ? x + (at##r + tap) \
                                                                         : zeros;
#endif
#define VALUE(r) x##r[c]
#define CHANNELS(n)                 \
  for (int c = 0; c < in.s3; c++) { \
    LOAD_COLUMNS_##n(b)             \
    ROWS(MULTIPLY_ROW_##n)          \
    b += NR;                        \
  }

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void implicit_gemm(
    int4 in, int4 grid, int4 taps, int4 out, int O, __global const float *restrict x,
    __global const float *restrict w, __global const float *bias,
    __global const float *residual, __global const float *slopes,
    int activation, __global float *y) {
  const int p0 = get_group_id(0) * MR, o0 = get_group_id(1) * NR;
  const int columns = min(NR, O - o0);
  const size_t panel = (size_t)taps.s0 * taps.s1 * in.s3 * NR;
  __global const float *restrict b = w + get_group_id(1) * panel;
#if !INSIDE
  __global const float *restrict zeros = w + get_num_groups(1) * panel;
#endif

  int image = p0 / (grid.s0 * grid.s1), i = p0 % (grid.s0 * grid.s1) / grid.s1, j = p0 % grid.s1;
  int h, q, from, to;
  PLACE
  ROWS(LOCATE)

  ROWS(CLEAR)
  for (int u = 0; u < taps.s0; u++) {
    for (int v = 0; v < taps.s1; v++) {
      const int tap = (u * in.s1 + v) * in.s2;
      ROWS(POINT)
      NARROWEST(CHANNELS)
    }
  }

  const int rows = min(MR, grid.s3 - p0), channel = o0, accumulate = 0;
  STORE_TILE
}
