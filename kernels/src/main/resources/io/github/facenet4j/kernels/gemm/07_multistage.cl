// gemm/07_multistage.cl   C = op(A)·op(B), tiles copied stages ahead                       rung 7, GPUs
//
// Changed since 04  Tiles go to local memory by asynchronous copies (cp.async) that pass no register,
//                   STAGES-1 tiles ahead of the one that is multiplied, so that a tile has several
//                   tiles' time to arrive. Such a copy cannot transpose: a tile keeps the order of its
//                   operand, and where k is innermost four terms of a row are read at once. Groups
//                   take their tiles in bands.
// Shapes      as 04; rows that are no multiple of 16 bytes are copied value by value
// Launch      as 04
// Params      as 04, and STAGES >= 2;  EMULATE 0, or 1|2 the copies in plain OpenCL, for tests
//             local memory STAGES·(BM+BN)/4·(BK+1)·16 bytes where both have k innermost, less elsewhere
// Numerics    as 04, to the bit
// Next        07_multistage_tensor_core: the same copies for operands of fewer bits.

#ifndef BM
#define BM 128
#endif
#ifndef BN
#define BN 128
#endif
#ifndef BK
#define BK 8
#endif
#ifndef RM
#define RM 8
#endif
#ifndef RN
#define RN 8
#endif
#ifndef STAGES
#define STAGES 4
#endif
#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif
#define COPIES (LOADS_A + LOADS_B)
#include "common/quad_blocks.cl"
#include "common/async_copy.cl"
#include "common/bands.cl"

// Where k is innermost, four rows of BK values are followed by an unused quad: items that read the same
// terms of rows 0, 4, 8… read from different banks.
#define TILE_QUADS(kInnermost, span) ((span) / 4 * ((kInnermost) ? BK + 1 : BK))

/** Place of quad q, numbered along the operand's rows. */
inline int place(const int kInnermost, int q) {
  const int row = q / (BK / 4);
  return kInnermost ? row / 4 * (BK + 1) + row % 4 * (BK / 4) + q % (BK / 4) : q;
}

/** Copies one quad of each of an operand's tiles. */
typedef struct {
  __global const float *from;
  int to;   // place in a tile
  int left; // terms from here to the last one
  int most; // values that a quad has where there are terms enough
} Source;

/** The item's quad q of the tiles whose first row or column is first. */
inline Source source(__global const float *p, const int kInnermost, const int span, int q,
                     int first, int K, int extent) {
  const int k = kInnermost ? q % (BK / 4) * 4 : q / (span / 4);
  const int s = first + (kInnermost ? q / (BK / 4) : q % (span / 4) * 4);
  Source source;
  source.from = p + (kInnermost ? (size_t)s * K + k : (size_t)k * extent + s);
  source.to = place(kInnermost, q);
  source.left = K - k;
  source.most = kInnermost ? (s < extent ? 4 : 0) : clamp(extent - s, 0, 4);
  return source;
}

/** Begins the copy into this tile, and goes on to the next. */
inline void copy_next(Source *source, __local float4 *tile, const int kInnermost, size_t step,
                      bool aligned PENDING_PARAMETER) {
  const int left = max(source->left, 0);
  const int words = kInnermost ? min(left, source->most) : left > 0 ? source->most : 0;
  copy_quad(tile + source->to, source->from, words, aligned WITH_PENDING);
  source->from += step;
  source->left -= BK;
}

/** Terms k to k+3 of the four rows or columns of quad s. */
inline void load_terms(float4 terms[4], __local const float4 *tile, const int kInnermost,
                       const int span, int s, int k) {
  if (kInnermost) {
    __local const float4 *rows = tile + s * (BK + 1) + k / 4;
    const float4 row0 = rows[0], row1 = rows[BK / 4];
    const float4 row2 = rows[BK / 2], row3 = rows[BK / 4 * 3];
    terms[0] = (float4)(row0.x, row1.x, row2.x, row3.x);
    terms[1] = (float4)(row0.y, row1.y, row2.y, row3.y);
    terms[2] = (float4)(row0.z, row1.z, row2.z, row3.z);
    terms[3] = (float4)(row0.w, row1.w, row2.w, row3.w);
  } else {
#pragma unroll
    for (int i = 0; i < 4; i++) terms[i] = tile[(k + i) * (span / 4) + s];
  }
}

#define STORE(i, j)                                                                                \
  STORE_ROW(i, j, 0, s0123)                                                                        \
  STORE_ROW(i, j, 1, s4567) STORE_ROW(i, j, 2, s89ab) STORE_ROW(i, j, 3, scdef)
#define STORE_ROW(i, j, r, row)                                                                    \
  if (m0 + BLOCK_ROW(i) + r < M)                                                                   \
    store_quad(sum##i##j.row, (size_t)(m0 + BLOCK_ROW(i) + r) * N + n0 + BLOCK_COLUMN(j),          \
               n0 + BLOCK_COLUMN(j), N, N % 4 == 0, bias, residual, slopes, activation, add, c);

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void multistage(
    int M, int N, int K, __global const float *a, __global const float *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  __local float4 aTile[STAGES][TILE_QUADS(!TRANSPOSE_A, BM)];
  __local float4 bTile[STAGES][TILE_QUADS(TRANSPOSE_B, BN)];

  const int lx = get_local_id(0), ly = get_local_id(1), item = ly * GROUP_X + lx;
  const int2 tile = tile_of_group();
  const int m0 = tile.y * BM, n0 = tile.x * BN;
  const bool aAligned = (TRANSPOSE_A ? M : K) % 4 == 0, bAligned = (TRANSPOSE_B ? K : N) % 4 == 0;
  const size_t aStep = TRANSPOSE_A ? (size_t)BK * M : BK, bStep = TRANSPOSE_B ? BK : (size_t)BK * N;
  Source aSource[LOADS_A], bSource[LOADS_B];
#pragma unroll
  for (int i = 0; i < LOADS_A; i++)
    aSource[i] = source(a, !TRANSPOSE_A, BM, item + i * GROUP, m0, K, M);
#pragma unroll
  for (int i = 0; i < LOADS_B; i++)
    bSource[i] = source(b, TRANSPOSE_B, BN, item + i * GROUP, n0, K, N);
  BLOCKS(CLEAR)
  BEGIN_PENDING

  // Round t begins the copy of tiles t, and multiplies tiles t-STAGES+1.
  for (int t = 0; t < (K + BK - 1) / BK + STAGES - 1; t++) {
    if (t >= STAGES - 1) {
      WAIT_FOR_STAGES(STAGES - 2);
      // Behind it everybody's copies are there, and nobody reads the stage that is filled now.
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (t * BK < K) {
#pragma unroll
      for (int i = 0; i < LOADS_A; i++)
        copy_next(&aSource[i], aTile[t % STAGES], !TRANSPOSE_A, aStep, aAligned WITH_PENDING);
#pragma unroll
      for (int i = 0; i < LOADS_B; i++)
        copy_next(&bSource[i], bTile[t % STAGES], TRANSPOSE_B, bStep, bAligned WITH_PENDING);
    }
    CLOSE_STAGE;
    if (t >= STAGES - 1) {
      __local const float4 *aNow = aTile[(t + 1) % STAGES], *bNow = bTile[(t + 1) % STAGES];
#pragma unroll
      for (int k = 0; k < BK; k += 4) {
        float4 a0s[4], a1s[4], b0s[4], b1s[4];
        load_terms(a0s, aNow, !TRANSPOSE_A, BM, ly, k);
        load_terms(a1s, aNow, !TRANSPOSE_A, BM, ly + (RM / 4 - 1) * GROUP_Y, k);
        load_terms(b0s, bNow, TRANSPOSE_B, BN, lx, k);
        load_terms(b1s, bNow, TRANSPOSE_B, BN, lx + (RN / 4 - 1) * GROUP_X, k);
#pragma unroll
        for (int i = 0; i < 4; i++) {
          const float4 a0 = a0s[i], a1 = a1s[i], b0 = b0s[i], b1 = b1s[i];
          BLOCKS(MULTIPLY)
        }
      }
    }
  }
  BLOCKS(STORE)
}
