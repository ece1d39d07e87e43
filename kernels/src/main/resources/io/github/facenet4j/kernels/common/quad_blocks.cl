// common/quad_blocks.cl   a work-item's sums as 4×4 blocks in named registers                included
//
// The tile of a group is BM×BN, the block of a work-item RM×RN, both defined before this is included.
// A work-item's 4×4 blocks lie a group apart, so that neighbours read neighbouring quads of a tile.
// Macros over blocks (i, j) expect the item's place (lx, ly) in the group under these names.
//
// Convolutions are written with the macros from TILE_PAIR on, which common/warp_blocks.cl has, too.

#include "common/epilogue.cl"
#include "common/quad_tile.cl"

#define GROUP_X (BN / RN)
#define GROUP_Y (BM / RM)
#define GROUP (GROUP_X * GROUP_Y)
#define LOADS_A (BK * BM / 4 / GROUP)
#define LOADS_B (BK * BN / 4 / GROUP)

// F(i, j) for each 4×4 block of a work-item.
#if RN == 8
#define ROW_OF_BLOCKS(F, i) F(i, 0) F(i, 1)
#else
#define ROW_OF_BLOCKS(F, i) F(i, 0)
#endif
#if RM == 8
#define BLOCKS(F) ROW_OF_BLOCKS(F, 0) ROW_OF_BLOCKS(F, 1)
#else
#define BLOCKS(F) ROW_OF_BLOCKS(F, 0)
#endif
#define CLEAR(i, j) float16 sum##i##j = 0.0f;
#define MULTIPLY(i, j)                                                                             \
  sum##i##j = fma(a##i.s0000111122223333, b##j.s0123012301230123, sum##i##j);

// First row of block i and first column of block j, in the tile.
#define BLOCK_ROW(i) (4 * (ly + i * GROUP_Y))
#define BLOCK_COLUMN(j) (4 * (lx + j * GROUP_X))

// Adds term k of the product of two tiles to all sums. Where RM or RN is 4, a1 or b1 is unused.
#define MULTIPLY_TERM(aTile, bTile, k)                                                             \
  {                                                                                                \
    __local const float4 *aRow = (aTile) + (k) * PITCH(BM) + ly;                                   \
    __local const float4 *bRow = (bTile) + (k) * PITCH(BN) + lx;                                   \
    const float4 a0 = aRow[0], a1 = aRow[(RM / 4 - 1) * GROUP_Y];                                  \
    const float4 b0 = bRow[0], b1 = bRow[(RN / 4 - 1) * GROUP_X];                                  \
    BLOCKS(MULTIPLY)                                                                               \
  }

// Two tiles in turn; each operand goes into both with k outside, whatever its own order.
#define TILE_PAIR(name, kInnermost, span) __local float4 name[2][BK * PITCH(span)];

// Where the work-item with the number item stands, and its sums.
#define BEGIN_SUMS                                                                                 \
  const int lx = item % GROUP_X, ly = item / GROUP_X;                                              \
  BLOCKS(CLEAR)
// What is done to a quad before it goes into its tile.
#ifndef PREPARED
#define PREPARED(quad) (quad)
#endif
#define PUT_QUAD(tile, kInnermost, span, q, quad)                                                  \
  put(tile, kInnermost, BK, span, q, PREPARED(quad));
#define MULTIPLY_PAIR(a, aInnermost, b, bInnermost)                                                \
  _Pragma("unroll") for (int k = 0; k < BK; k++) MULTIPLY_TERM(a, b, k)

// STORE_QUAD(row, column, sums) for each row of a block, counted within the group's tile.
#define STORE_SUMS BLOCKS(STORE_BLOCK)
#define STORE_BLOCK(i, j)                                                                          \
  STORE_QUAD(BLOCK_ROW(i), BLOCK_COLUMN(j), sum##i##j.s0123)                                       \
  STORE_QUAD(BLOCK_ROW(i) + 1, BLOCK_COLUMN(j), sum##i##j.s4567)                                   \
  STORE_QUAD(BLOCK_ROW(i) + 2, BLOCK_COLUMN(j), sum##i##j.s89ab)                                   \
  STORE_QUAD(BLOCK_ROW(i) + 3, BLOCK_COLUMN(j), sum##i##j.scdef)

/**
 * Sums of columns n to n+3 go through the epilogue to c[at…], or are added to what is there; nothing
 * is read or written for columns from N on. byQuads: N and at are multiples of 4.
 */
inline void store_quad(float4 sums, size_t at, int n, int N, bool byQuads,
                       __global const float *bias, __global const float *residual,
                       __global const float *slopes, int activation, int add, __global float *c) {
  if (n >= N) return;
#define RESULT(j)                                                                                  \
  (add ? c[at + j] + sums.s##j                                                                     \
       : epilogue(sums.s##j, at + j, n + j, bias, residual, slopes, activation))
  if (byQuads) {
    *(__global float4 *)(c + at) = (float4)(RESULT(0), RESULT(1), RESULT(2), RESULT(3));
  } else {
    c[at] = RESULT(0);
    if (n + 1 < N) c[at + 1] = RESULT(1);
    if (n + 2 < N) c[at + 2] = RESULT(2);
    if (n + 3 < N) c[at + 3] = RESULT(3);
  }
}
