// conv2d/03_vectorised_implicit_gemm.cl   The implicit product, four values at a time   rung 3, GPUs
//
// Changed since 02  The tiles and blocks of gemm/04_vectorised: loads of float4, sums in named
//                   registers, two tiles in turn. The terms (u, v, c) of a sum are one row, cut
//                   anywhere: a tile is full for 3 channels, too, without a padded copy of the source.
//                   The filter is read where it lies, without panels.
// Shapes      as in 02: a grid of result pixels over x, taps, and where the grid lies in y.
//             filter = (KW, C, u first, v first) and tapStep = (u step, v step) of w[KH,KW,C,O]:
//             EXCHANGE 0: all of w in order, result channels O = w's O
//             EXCHANGE 1: tap (u, v) is w[first + step·(u, v)], result channels O = w's C
//             Channels in fours are read by float4, pixels and channels in fours written so.
// Launch      global ⌈O/BN⌉·⌈pixels/BM⌉ groups in one dimension: the blocks of channels of the same
//             pixels follow each other, and pixels may be more than a second dimension can count.
// Params      BM pixels, BN channels; BK depth, a multiple of 4; RM, RN 4|8 block of a work-item;
//             BK·BM/4 and BK·BN/4 multiples of the group, the group one of BK/4; EXCHANGE 0|1
//             local memory 2·BK·(BM+BN+8)·4 bytes
// Numerics    float, fused multiply-add, in order of (u, v, c).
// Next        04_winograd_products, which multiplies less; 04_rounded_implicit_gemm, the same with operands
//             of fewer bits.

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
#ifndef EXCHANGE
#define EXCHANGE 0
#endif
#ifndef WARP_BLOCKS
#include "common/quad_blocks.cl"
#endif

// Terms of a row of the tile in quads, and rows from one of an item's quads to the next.
#define QUADS (BK / 4)
#define APART (GROUP / QUADS)

// Moves the item's term (u, v, c) on.
#define ADVANCE(terms)                                                                             \
  c += terms;                                                                                      \
  while (c >= in.s3) {                                                                             \
    c -= in.s3;                                                                                    \
    if (++v == taps.s1) {                                                                          \
      v = 0;                                                                                       \
      u++;                                                                                         \
    }                                                                                              \
  }

// Where term (u, v, 0) lies: from the first of a window; in the filter.
#define SOURCE_TAP ((u * in.s1 + v) * in.s2)
#define FILTER_TAP                                                                                 \
  ((size_t)((filter.s2 + u * tapStep.s0) * filter.s0 + filter.s3 + v * tapStep.s1) * filter.s1 *   \
   in.s3)
#define IS_INSIDE(i)                                                                               \
  (u < taps.s0 && (uint)(ih[i] + u) < (uint)in.s0 && (uint)(iw[i] + v) < (uint)in.s1)
#define IS_COLUMN(i) (u < taps.s0 && o0 + item / QUADS + i * APART < O)

// Component s of all quads of the item, and on to the next term.
#define SOURCE_TERM(s)                                                                             \
  for (int i = 0; i < LOADS_A; i++) nextA[i].s = IS_INSIDE(i) ? x[at[i] + SOURCE_TAP + c] : 0.0f;
#if EXCHANGE
#define TERM(s)                                                                                    \
  SOURCE_TERM(s)                                                                                   \
  for (int i = 0; i < LOADS_B; i++)                                                                \
    nextB[i].s = IS_COLUMN(i) ? column[FILTER_TAP + (size_t)i * APART * in.s3 + c] : 0.0f;         \
  ADVANCE(1)
#else
#define TERM(s) SOURCE_TERM(s) ADVANCE(1)
#endif

#define STORE_QUAD(row, column, sums)                                                              \
  if (p0 + row < grid.s3)                                                                          \
    store_quad(sums, place(p0 + row, grid, out) + o0 + column, o0 + column, O, outQuads, bias,     \
               residual, slopes, activation, 0, y);
#define STORE_VALUE(row, column, sum)                                                              \
  if (p0 + row < grid.s3 && o0 + column < O) {                                                     \
    const size_t to = place(p0 + row, grid, out) + o0 + column;                                    \
    y[to] = epilogue(sum, to, o0 + column, bias, residual, slopes, activation);                    \
  }

/** Where the channels of a result pixel begin in y. */
inline size_t place(int p, int4 grid, int4 out) {
  const int image = p / (grid.s0 * grid.s1), rest = p % (grid.s0 * grid.s1);
  return out.s3 + (size_t)image * out.s0 + (size_t)(rest / grid.s1) * out.s1 +
         (size_t)(rest % grid.s1) * out.s2;
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void vectorised_implicit_gemm(
    int4 in, int4 grid, int4 taps, int4 out, int O, int4 filter, int2 tapStep,
    __global const float *x, __global const float *w, __global const float *bias,
    __global const float *residual, __global const float *slopes, int activation,
    __global float *y) {
  TILE_PAIR(xTile, 1, BM)
  TILE_PAIR(wTile, EXCHANGE, BN)

  const int item = get_local_id(0);
  const int across = (O + BN - 1) / BN, K = taps.s0 * taps.s1 * in.s3;
  const int p0 = get_group_id(0) / across * BM, o0 = get_group_id(0) % across * BN;
  const bool inQuads = in.s2 % 4 == 0 && in.s3 % 4 == 0;
  const bool outQuads =
      O % 4 == 0 && out.s0 % 4 == 0 && out.s1 % 4 == 0 && out.s2 % 4 == 0 && out.s3 % 4 == 0;

  // The windows that this item reads, and its first term: the same in all its quads.
  int ih[LOADS_A], iw[LOADS_A], at[LOADS_A];
#pragma unroll
  for (int i = 0; i < LOADS_A; i++) {
    const int row = p0 + item / QUADS + i * APART, p = min(row, grid.s3 - 1);
    const int image = p / (grid.s0 * grid.s1), rest = p % (grid.s0 * grid.s1);
    ih[i] = rest / grid.s1 * grid.s2 + taps.s2;
    iw[i] = rest % grid.s1 * grid.s2 + taps.s3;
    at[i] = ((image * in.s0 + ih[i]) * in.s1 + iw[i]) * in.s2;
    if (row != p) ih[i] = -taps.s0 - in.s0;
  }
  int u = 0, v = 0, c = 0;
  ADVANCE(item % QUADS * 4)
#if EXCHANGE
  __global const float *column = w + (size_t)(o0 + item / QUADS) * in.s3;
#endif

  float4 nextA[LOADS_A], nextB[LOADS_B];
  BEGIN_SUMS

  // Round t fetches and stores tiles t while it multiplies tiles t-1.
  for (int k0 = 0; k0 < K + BK; k0 += BK) {
    const int filled = k0 / BK % 2;
    if (k0 < K) {
#if !EXCHANGE
#pragma unroll
      for (int i = 0; i < LOADS_B; i++)
        nextB[i] = fetch(w, 0, BK, BN, item + i * GROUP, k0, o0, K, O);
#endif
      if (inQuads) {
#pragma unroll
        for (int i = 0; i < LOADS_A; i++)
          nextA[i] = IS_INSIDE(i) ? *(__global const float4 *)(x + at[i] + SOURCE_TAP + c)
                                  : (float4)(0.0f);
#if EXCHANGE
#pragma unroll
        for (int i = 0; i < LOADS_B; i++)
          nextB[i] = IS_COLUMN(i) ? *(__global const float4 *)(column + FILTER_TAP +
                                                               (size_t)i * APART * in.s3 + c)
                                  : (float4)(0.0f);
#endif
        ADVANCE(BK)
      } else {
        TERM(s0) TERM(s1) TERM(s2) TERM(s3)
        ADVANCE(BK - 4)
      }
    }
    if (k0 > 0) {
      MULTIPLY_PAIR(xTile[1 - filled], 1, wTile[1 - filled], EXCHANGE)
    }
    if (k0 < K) {
#pragma unroll
      for (int i = 0; i < LOADS_A; i++)
        PUT_QUAD(xTile[filled], 1, BM, item + i * GROUP, nextA[i])
#pragma unroll
      for (int i = 0; i < LOADS_B; i++)
        PUT_QUAD(wTile[filled], EXCHANGE, BN, item + i * GROUP, nextB[i])
    }
    // The pair stored now was last read in the round before, which ended with this barrier.
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  STORE_SUMS
}
