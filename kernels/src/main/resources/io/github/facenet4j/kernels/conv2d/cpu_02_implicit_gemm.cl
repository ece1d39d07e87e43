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
// Launch      global (⌈O/NR⌉, blocks), local (1, 1): one panel of w over one block of the tiles. Dimension
//             0 runs along the panels, so that a block of x is fetched once into the second-level cache
//             for all of them.
// Params      MR, NV, VW, INSIDE, FETCHED  see common/implicit_tile.cl
// Numerics    float, fused multiply-add, in order of (u, v, c).
// Next        03: Winograd F(4×4,3×3), a quarter of the multiplications at a few bits of accuracy.

#include "common/implicit_tile.cl"

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void implicit_gemm(
    int4 in, int4 grid, int4 taps, int4 out, int O, __global const float *restrict x,
    __global const float *restrict w, __global const float *bias,
    __global const float *residual, __global const float *slopes,
    int activation, __global float *y) {
  const int o0 = get_group_id(0) * NR, tiles = (grid.s3 + MR - 1) / MR;
  const long block = get_group_id(1), blocks = get_num_groups(1);
  const int end = tiles * (block + 1) / blocks * MR;
  const size_t panel = (size_t)taps.s0 * taps.s1 * in.s3 * NR;
#if !INSIDE
  __global const float *restrict zeros = w + get_num_groups(0) * panel;
#endif

  for (int p0 = tiles * block / blocks * MR; p0 < end; p0 += MR) {
    __global const float *restrict b = w + get_group_id(0) * panel;
    IMPLICIT_TILE
  }
}
