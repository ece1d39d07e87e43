// conv2d/02_tiled_implicit_gemm.cl   Convolution as a matrix product that is never laid out
//                                                                             rung 2, GPUs
//
// Changed since 01  A group computes BM pixels × BN output channels from tiles in local memory, RM×RN
//                   of them per work-item: each x that is fetched serves BN channels, each w BM pixels.
//                   The implicit matrix is gathered while its tile is filled; nothing like im2col.
// Shapes      as in cpu_02_implicit_gemm: a grid of result pixels over x, taps, and where the grid lies
//             in y; w in panels of BN columns [⌈O/BN⌉][KH·KW·run][BN], edge columns 0.
// Launch      global (⌈O/RN⌉, ⌈pixels/RM⌉) rounded up, local (BN/RN, BM/RM).
// Params      BM, BN tile; BK depth; RM, RN block of a work-item; BK·BM a multiple of the group
//             local memory BK·(BM+BN+1)·4 bytes
// Numerics    float, fused multiply-add, in order of (u, v, c).
// Next        03_vectorised_implicit_gemm: two tiles in turn; loads of four values.

#include "common/epilogue.cl"

#ifndef BM
#define BM 64
#endif
#ifndef BN
#define BN 64
#endif
#ifndef BK
#define BK 16
#endif
#ifndef RM
#define RM 4
#endif
#ifndef RN
#define RN 4
#endif
#define GROUP_X (BN / RN)
#define GROUP_Y (BM / RM)
#define GROUP (GROUP_X * GROUP_Y)
#define LOADS (BK * BM / GROUP)

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void tiled_implicit_gemm(
    int4 in, int4 grid, int4 taps, int4 out, int O, __global const float *x,
    __global const float *w, __global const float *bias, __global const float *residual,
    __global const float *slopes, int activation, __global float *y) {
  __local float xTile[BK][BM + 1];
  __local float wTile[BK][BN];

  const int lx = get_local_id(0), ly = get_local_id(1), item = ly * GROUP_X + lx;
  const int p0 = get_group_id(1) * BM, o0 = get_group_id(0) * BN;
  __global const float *panel =
      w + get_group_id(0) * (size_t)taps.s0 * taps.s1 * in.s3 * BN;

  // The pixels whose channels this item fetches: it keeps its k and steps over the rows of the tile.
  const int k = item % BK;
  int ih[LOADS], iw[LOADS], at[LOADS];
#pragma unroll
  for (int q = 0; q < LOADS; q++) {
    const int p = p0 + item / BK + q * (GROUP / BK);
    const int image = p / (grid.s0 * grid.s1), rest = p % (grid.s0 * grid.s1);
    ih[q] = p < grid.s3 ? rest / grid.s1 * grid.s2 + taps.s2 : -taps.s0 - in.s0;
    iw[q] = rest % grid.s1 * grid.s2 + taps.s3;
    at[q] = ((image * in.s0 + ih[q]) * in.s1 + iw[q]) * in.s2 + k;
  }

  float sum[RM][RN];
#pragma unroll
  for (int i = 0; i < RM; i++)
#pragma unroll
    for (int j = 0; j < RN; j++) sum[i][j] = 0.0f;

  for (int t = 0; t < taps.s0 * taps.s1; t++) {
    const int u = t / taps.s1, v = t % taps.s1, tap = (u * in.s1 + v) * in.s2;
    for (int c0 = 0; c0 < in.s3; c0 += BK) {
#pragma unroll
      for (int q = 0; q < LOADS; q++) {
        const bool inside = (uint)(ih[q] + u) < (uint)in.s0 && (uint)(iw[q] + v) < (uint)in.s1;
        xTile[k][item / BK + q * (GROUP / BK)] =
            inside && c0 + k < in.s3 ? x[at[q] + tap + c0] : 0.0f;
      }
      for (int i = item; i < BK * BN; i += GROUP) {
        const int row = c0 + i / BN;
        wTile[i / BN][i % BN] =
            row < in.s3 ? panel[((size_t)t * in.s3 + row) * BN + i % BN] : 0.0f;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int kk = 0; kk < BK; kk++) {
#pragma unroll
        for (int i = 0; i < RM; i++)
#pragma unroll
          for (int j = 0; j < RN; j++)
            sum[i][j] = fma(xTile[kk][ly + i * GROUP_Y], wTile[kk][lx + j * GROUP_X], sum[i][j]);
      }
      barrier(CLK_LOCAL_MEM_FENCE);
    }
  }

  for (int i = 0; i < RM; i++) {
    const int p = p0 + ly + i * GROUP_Y;
    if (p >= grid.s3) continue;
    const int image = p / (grid.s0 * grid.s1), rest = p % (grid.s0 * grid.s1);
    const size_t first = out.s3 + (size_t)image * out.s0 + (size_t)(rest / grid.s1) * out.s1 +
                         (size_t)(rest % grid.s1) * out.s2;
    for (int j = 0; j < RN; j++) {
      const int o = o0 + lx + j * GROUP_X;
      if (o >= O) continue;
      y[first + o] = epilogue(sum[i][j], first + o, o, bias, residual, slopes, activation);
    }
  }
}
