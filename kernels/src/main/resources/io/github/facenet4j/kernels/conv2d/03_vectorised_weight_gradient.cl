// conv2d/03_vectorised_weight_gradient.cl   Weight gradient, four values at a time       rung 3, GPUs
//
// Changed since 02  The tiles and blocks of gemm/04_vectorised: loads of float4, sums in named
//                   registers, two tiles in turn. The rows (u, v, c) of dw are cut anywhere, so that
//                   few channels fill a tile, too, without a padded copy of x; and dy is read once for
//                   all taps in a tile.
// Shapes      as in 02: parts[q][u,v,c,o] = Σ over the q-th part of the pixels; in = (H, W, C, C).
//             Channels in fours are read and written by float4.
// Launch      global ⌈O/BN⌉·⌈KH·KW·C/BM⌉·parts groups in one dimension, all tiles of a part before the
//             next part: they read the same pixels.
// Params      BM rows (u, v, c), BN channels o; BK pixels; RM, RN 4|8 block of a work-item;
//             BK·BM/4 and BK·BN/4 multiples of the group, the group one of BM/4
//             local memory 2·BK·(BM+BN+8)·4 bytes
// Numerics    float, fused multiply-add, in order of the pixels of a part.
// Next        04_winograd_weight_gradient, which multiplies less; 04_rounded_weight_gradient, the same with
//             operands of fewer bits.

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
#ifndef WARP_BLOCKS
#include "common/quad_blocks.cl"
#endif

// Rows of dw in the tile in quads, and pixels from one of an item's quads to the next.
#define QUADS (BM / 4)
#define APART (GROUP / QUADS)
#define NONE (INT_MIN / 2)

// Whether row e of the quad has a value of x at the item's i-th pixel, which is (h, q) at tap (0, 0).
#define IS_INSIDE(e) ((uint)(h + down[e]) < (uint)H && (uint)(q + right[e]) < (uint)W)
#define VALUE(e) (IS_INSIDE(e) ? pixel[offset[e]] : 0.0f)

#define STORE_QUAD(row, column, sums)                                                              \
  if (m0 + row < M)                                                                                \
    store_quad(sums, (size_t)(m0 + row) * O + o0 + column, o0 + column, O, O % 4 == 0, 0, 0, 0,    \
               ACTIVATION_NONE, 0, mine);
#define STORE_VALUE(row, column, sum)                                                              \
  if (m0 + row < M && o0 + column < O) mine[(size_t)(m0 + row) * O + o0 + column] = sum;

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void vectorised_weight_gradient(
    int4 in, int4 outSize, int4 taps, int pixels, int parts, __global const float *x,
    __global const float *dy, __global float *partials) {
  TILE_PAIR(xTile, 0, BM)
  TILE_PAIR(dyTile, 0, BN)

  const int H = in.s0, W = in.s1, C = in.s2, OH = outSize.s0, OW = outSize.s1, O = outSize.s2;
  const int s = outSize.s3, M = taps.s0 * taps.s1 * C;
  const int item = get_local_id(0);
  const int across = (O + BN - 1) / BN, tiles = across * ((M + BM - 1) / BM);
  const int part = get_group_id(0) / tiles, tile = get_group_id(0) % tiles;
  const int m0 = tile / across * BM, o0 = tile % across * BN;
  const int share = (pixels + parts - 1) / parts;
  const int begin = min(pixels, part * share), end = min(pixels, begin + share);
  const bool inQuads = C % 4 == 0;

  // The quad of rows that this item fetches: a tap each, and where it lies from a pixel at tap (0, 0).
  int down[4], right[4], offset[4];
#pragma unroll
  for (int e = 0; e < 4; e++) {
    const int m = m0 + item % QUADS * 4 + e, tap = m / C;
    const int u = tap / taps.s1, v = tap % taps.s1;
    down[e] = m < M ? u : NONE;
    right[e] = v;
    offset[e] = (u * W + v) * C + m % C;
  }
  // The pixels that it fetches next: image n, row i, column j of dy.
  int n[LOADS_A], i[LOADS_A], j[LOADS_A];
#pragma unroll
  for (int l = 0; l < LOADS_A; l++) {
    const int p = begin + item / QUADS + l * APART;
    n[l] = p / (OH * OW);
    i[l] = p % (OH * OW) / OW;
    j[l] = p % OW;
  }

  float4 nextA[LOADS_A], nextB[LOADS_B];
  BEGIN_SUMS

  // Round t fetches and stores tiles t while it multiplies tiles t-1.
  for (int p0 = begin, filled = 0; p0 < end + BK; p0 += BK, filled = 1 - filled) {
    if (p0 < end) {
#pragma unroll
      for (int l = 0; l < LOADS_A; l++) {
        const int h = i[l] * s - taps.s2, q = j[l] * s - taps.s3;
        __global const float *pixel = x + ((long)(n[l] * H + h) * W + q) * C;
        const bool isPixel = p0 + item / QUADS + l * APART < end;
        if (!isPixel)
          nextA[l] = (float4)(0.0f);
        else if (inQuads)
          nextA[l] = IS_INSIDE(0) ? *(__global const float4 *)(pixel + offset[0]) : (float4)(0.0f);
        else
          nextA[l] = (float4)(VALUE(0), VALUE(1), VALUE(2), VALUE(3));
        j[l] += BK;
        while (j[l] >= OW) {
          j[l] -= OW;
          if (++i[l] == OH) {
            i[l] = 0;
            n[l]++;
          }
        }
      }
#pragma unroll
      for (int l = 0; l < LOADS_B; l++)
        nextB[l] = fetch(dy, 0, BK, BN, item + l * GROUP, p0, o0, end, O);
    }
    if (p0 > begin) {
      MULTIPLY_PAIR(xTile[1 - filled], 0, dyTile[1 - filled], 0)
    }
    if (p0 < end) {
#pragma unroll
      for (int l = 0; l < LOADS_A; l++)
        PUT_QUAD(xTile[filled], 0, BM, item + l * GROUP, nextA[l])
#pragma unroll
      for (int l = 0; l < LOADS_B; l++)
        PUT_QUAD(dyTile[filled], 0, BN, item + l * GROUP, nextB[l])
    }
    // The pair stored now was last read in the round before, which ended with this barrier.
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  __global float *mine = partials + (size_t)part * M * O;
  STORE_SUMS
}
