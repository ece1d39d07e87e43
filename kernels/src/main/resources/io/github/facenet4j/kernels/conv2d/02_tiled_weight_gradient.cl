// conv2d/02_tiled_weight_gradient.cl   The correlation of x and dy through local tiles  rung 2, GPUs
//
// Changed since 01  A group computes BM input × BN output channels of one tap from tiles of BK pixels,
//                   RM×RN of them per work-item. A small filter over many pixels has few tiles, so the
//                   pixels are split: each part writes its own sums, add_partials adds them in order.
// Shapes      parts[q][u,v,c,o] = Σ over the q-th part of the pixels (n,i,j)
//                                 x[n, i·s−p+u, j·s−p+v, c] · dy[n,i,j,o]
//             in = (H, W, C, run); outSize = (OH, OW, O, s); taps = (KH, KW, pad h, pad w);
//             pixels = N·OH·OW
// Launch      global (⌈O/RN⌉, ⌈run/RM⌉, KH·KW·parts) rounded up, local (BN/RN, BM/RM, 1).
// Params      BM, BN tile; BK pixels; RM, RN block of a work-item
//             local memory BK·(BM+BN)·4 bytes
// Numerics    float, fused multiply-add, in order of the pixels of a part.
// Next        03_vectorised_weight_gradient: two tiles in turn; loads of four values.

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

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void tiled_weight_gradient(
    int4 in, int4 outSize, int4 taps, int pixels, int parts, __global const float *x,
    __global const float *dy, __global float *partials) {
  __local float xTile[BK][BM];
  __local float dyTile[BK][BN];

  const int H = in.s0, W = in.s1, OH = outSize.s0, OW = outSize.s1, O = outSize.s2;
  const int lx = get_local_id(0), ly = get_local_id(1), item = ly * GROUP_X + lx;
  const int c0 = get_group_id(1) * BM, o0 = get_group_id(0) * BN;
  const int tap = get_group_id(2) / parts, part = get_group_id(2) % parts;
  const int u = tap / taps.s1 - taps.s2, v = tap % taps.s1 - taps.s3;
  const int share = (pixels + parts - 1) / parts;
  const int begin = min(pixels, part * share), end = min(pixels, begin + share);

  float sum[RM][RN];
#pragma unroll
  for (int i = 0; i < RM; i++)
#pragma unroll
    for (int j = 0; j < RN; j++) sum[i][j] = 0.0f;

  for (int p0 = begin; p0 < end; p0 += BK) {
    for (int i = item; i < BK * BM; i += GROUP) {
      const int p = p0 + i / BM, c = c0 + i % BM;
      const int n = p / (OH * OW), rest = p % (OH * OW);
      const int h = rest / OW * outSize.s3 + u, q = rest % OW * outSize.s3 + v;
      const bool inside = p < end && c < in.s3 && (uint)h < (uint)H && (uint)q < (uint)W;
      xTile[i / BM][i % BM] = inside ? x[(((size_t)n * H + h) * W + q) * in.s2 + c] : 0.0f;
    }
    for (int i = item; i < BK * BN; i += GROUP) {
      const int p = p0 + i / BN, o = o0 + i % BN;
      dyTile[i / BN][i % BN] = p < end && o < O ? dy[(size_t)p * O + o] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < BK; k++) {
#pragma unroll
      for (int i = 0; i < RM; i++)
#pragma unroll
        for (int j = 0; j < RN; j++)
          sum[i][j] = fma(xTile[k][ly + i * GROUP_Y], dyTile[k][lx + j * GROUP_X], sum[i][j]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  __global float *mine = partials + (size_t)part * taps.s0 * taps.s1 * in.s3 * O;
  for (int i = 0; i < RM; i++) {
    for (int j = 0; j < RN; j++) {
      const int c = c0 + ly + i * GROUP_Y, o = o0 + lx + j * GROUP_X;
      if (c < in.s3 && o < O) mine[((size_t)tap * in.s3 + c) * O + o] = sum[i][j];
    }
  }
}
