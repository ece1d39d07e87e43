// conv2d/cpu_02_implicit_gemm.cl   Convolution as a matrix product that is never laid out
//                                                                        rung 2, processors
//
// Changed since 01  A work-item keeps MR pixels × NR output channels in registers. The rows of the
//                   implicit matrix are MR pointers into x, moved from tap to tap; where a tap falls
//                   outside the image its pointer is turned to a page of zeros, so that the inner loop
//                   over channels has no test. Nothing like im2col is written: x is read in place.
// Shapes      a grid of result pixels [N,GH,GW], flattened and cut into tiles of MR;
//             y(n,i,j,o) = Σ(u,v,c) x[n, i·s+h0+u, j·s+w0+v, c] · w[u,v,c,o]       x is 0 outside
//             in = (H, W, C, run)        image and floats per tap: C, or kw·C when a row of taps is one
//             grid = (GH, GW, s, N·GH·GW)   taps = (KH, KW, h0, w0)
//             out = (image, row, pixel, first)   where the grid lies in y, in pixels
//             Forward: h0 = w0 = -pad. Data gradient: dy takes the place of x, and the input pixels
//             of one residue modulo the stride are one grid, with the taps that meet them.
// Launch      global (⌈pixels/MR⌉, ⌈O/NR⌉), local (1, 1).
// Params      MR, NV, VW  tile, see common/register_tile.cl
// Numerics    float, fused multiply-add, in order of (u, v, c).
// Next        03: Winograd F(4×4,3×3), a quarter of the multiplications at a few bits of accuracy.

#include "common/register_tile.cl"
#include "common/tile_store.cl"

// Row r of the tile: where its pixel's first tap lies. Rows past the last pixel repeat it.
#define LOCATE(r)                                                      \
  const int ih##r = i * grid.s2 + taps.s2, iw##r = j * grid.s2 + taps.s3; \
  const int at##r = ((image * in.s0 + ih##r) * in.s1 + iw##r) * in.s2; \
  if (p0 + r + 1 < grid.s3) NEXT_PIXEL
#define NEXT_PIXEL     \
  if (++j == grid.s1) { \
    j = 0;             \
    if (++i == grid.s0) { \
      i = 0;           \
      image++;         \
    }                  \
  }

#define POINT(r)                                                                       \
  __global const float *restrict x##r =                                                \
      (uint)(ih##r + u) < (uint)in.s0 && (uint)(iw##r + v) < (uint)in.s1 ? x + (at##r + tap) \
                                                                         : zeros;
#define ROW_MULTIPLY(r) MULTIPLY_ADD(r, x##r[c])

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void implicit_gemm(
    int4 in, int4 grid, int4 taps, int4 out, int O, __global const float *restrict x,
    __global const float *restrict zeros, __global const float *restrict w, int wPanel, int wStep,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, __global float *y) {
  const int p0 = get_group_id(0) * MR, o0 = get_group_id(1) * NR;
  __global const float *restrict b = w + get_group_id(1) * (size_t)wPanel;

  const int firstImage = p0 / (grid.s0 * grid.s1), inImage = p0 % (grid.s0 * grid.s1);
  int image = firstImage, i = inImage / grid.s1, j = inImage % grid.s1;
  ROWS(LOCATE)

  ROWS(CLEAR)
  for (int u = 0; u < taps.s0; u++) {
    for (int v = 0; v < taps.s1; v++) {
      const int tap = (u * in.s1 + v) * in.s2;
      ROWS(POINT)
      for (int c = 0; c < in.s3; c++) {
        LOAD_COLUMNS(b)
        ROWS(ROW_MULTIPLY)
        b += wStep;
      }
    }
  }

  float tile[MR * NR];
  ROWS(SPILL)
  const int rows = min(MR, grid.s3 - p0), columns = min(NR, O - o0);
  image = firstImage, i = inImage / grid.s1, j = inImage % grid.s1;
  for (int r = 0; r < rows; r++) {
    const size_t pixel = out.s3 + (size_t)image * out.s0 + (size_t)i * out.s1 + (size_t)j * out.s2;
    store_row(tile + r * NR, columns, o0, pixel * O + o0, bias, residual, slopes, activation, 0, y);
    NEXT_PIXEL
  }
}
