// gemm/06_tensor_core.cl   C = op(A)·op(B) by the matrix units of NVIDIA GPUs              rung 6, GPUs
//
// Changed since 05  Tiles hold rounded bits in the operands' own order, and a warp multiplies 16×STEP by
//                   STEP×8 values per instruction (mma.sync). 16-bit tiles are read by ldmatrix, which
//                   also transposes; tf32 tiles by plain loads. Two tiles in turn through registers,
//                   as in 04: values are rounded on the way, so they cannot be copied asynchronously.
// Shapes      as 04
// Launch      as 04; the group is (BM/WM)·(BN/WN) warps of 32, WM×WN of C each.
// Params      BM, BN tile of C; BK depth; RM, RN of C for a work-item, which only size the group; WM, WN a
//             warp's block, multiples of 16; PRECISION 1 tf32 | 2 bf16 | 3 fp16; TRANSPOSE_A, TRANSPOSE_B;
//             EMULATE 0|1 the instructions in plain OpenCL, for tests
//             local memory up to 4·BK·(BM+BN)·(2|4 bytes) and padding: 40 KiB at 128×128
// Numerics    as 05, but the order of the sums within an instruction is the device's.
// Next        07_multistage_tensor_core: values rounded beforehand, copied asynchronously.

#include "common/quad_tile.cl"
#include "common/warp_tile.cl"
#include "common/warp_store.cl"

#ifndef BM
#define BM 64
#endif
#ifndef BN
#define BN 64
#endif
#ifndef BK
#define BK 32
#endif
#ifndef RM
#define RM 8
#endif
#ifndef RN
#define RN 4
#endif
#ifndef WM
#define WM 32
#endif
#ifndef WN
#define WN 32
#endif
#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif
#define GROUP_X (BN / RN)
#define GROUP_Y (BM / RM)
#define GROUP (GROUP_X * GROUP_Y)
#define LOADS_A (BK * BM / 4 / GROUP)
#define LOADS_B (BK * BN / 4 / GROUP)
#define BLOCKS_M (WM / 16)
#define BLOCKS_N (WN / 16)

// Elements from one row of a tile to the next: eight rows that are read at once lie in different
// banks, and 16-bit rows begin at multiples of 16 bytes, as ldmatrix wants.
#define LINE(kInnermost, span) ((kInnermost) ? BK + (HALVES ? 8 : 4) : (span) + 8)
#define TILE_SIZE(kInnermost, span) (LINE(kInnermost, span) * ((kInnermost) ? (span) : BK))

/** Puts quad q, as fetched, into a tile that keeps the operand's order. */
inline void encode_quad(__local Element *tile, const int kInnermost, const int span, int q,
                        float4 quad) {
  const int quads = (kInnermost ? BK : span) / 4;
  __local Element *to = tile + q / quads * LINE(kInnermost, span) + q % quads * 4;
  to[0] = encode(quad.x);
  to[1] = encode(quad.y);
  to[2] = encode(quad.z);
  to[3] = encode(quad.w);
}

/** The lane's words of the 16×STEP tile that begins at (first, k). */
inline void load_words(uint words[4], __local const Element *tile, const int kInnermost,
                       const int span, int first, int k, int lane EXCHANGE_PARAMETERS) {
#if HALVES
  const int row = lane % 8, s = lane / 8 % 2 * 8, later = lane / 16 * 8;
  const int at = kInnermost ? (first + s + row) * LINE(kInnermost, span) + k + later
                            : (k + later + row) * LINE(kInnermost, span) + first + s;
  load_blocks(words, tile, at, !kInnermost WITH_EXCHANGE);
#else
  const int g = first + lane / 4, t = k + lane % 4, line = LINE(kInnermost, span);
  UNROLL
  for (int i = 0; i < 4; i++) {
    const int s = g + i % 2 * 8, depth = t + i / 2 * 4;
    words[i] = kInnermost ? tile[s * line + depth] : tile[depth * line + s];
  }
#endif
}

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void tensor_core(
    int M, int N, int K, __global const float *a, __global const float *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  __local Element aTile[2][TILE_SIZE(!TRANSPOSE_A, BM)] __attribute__((aligned(16)));
  __local Element bTile[2][TILE_SIZE(TRANSPOSE_B, BN)] __attribute__((aligned(16)));
#if EMULATE
  __local uint exchange[GROUP * EXCHANGE_WORDS];
#endif
  const int item = get_local_id(1) * GROUP_X + get_local_id(0);
  const int lane = item % WARP, warp = item / WARP;
  const int warpM = warp / (BN / WN) * WM, warpN = warp % (BN / WN) * WN;
  const int m0 = get_group_id(1) * BM, n0 = get_group_id(0) * BN;
  float4 nextA[LOADS_A], nextB[LOADS_B];
  float sums[BLOCKS_M][2 * BLOCKS_N][4];
  UNROLL
  for (int i = 0; i < BLOCKS_M; i++) {
    UNROLL
    for (int j = 0; j < 2 * BLOCKS_N; j++) {
      UNROLL
      for (int v = 0; v < 4; v++) sums[i][j][v] = 0.0f;
    }
  }

  // Round t fetches and stores tiles t while it multiplies tiles t-1.
  for (int k0 = 0; k0 < K + BK; k0 += BK) {
    const int filled = k0 / BK % 2;
    if (k0 < K) {
      UNROLL
      for (int i = 0; i < LOADS_A; i++)
        nextA[i] = fetch(a, !TRANSPOSE_A, BK, BM, item + i * GROUP, k0, m0, K, M);
      UNROLL
      for (int i = 0; i < LOADS_B; i++)
        nextB[i] = fetch(b, TRANSPOSE_B, BK, BN, item + i * GROUP, k0, n0, K, N);
    }
    if (k0 > 0) {
      UNROLL
      for (int k = 0; k < BK; k += STEP) {
        uint rows[BLOCKS_M][4];
        UNROLL
        for (int i = 0; i < BLOCKS_M; i++)
          load_words(rows[i], aTile[1 - filled], !TRANSPOSE_A, BM, warpM + 16 * i, k,
                     lane WITH_EXCHANGE);
        UNROLL
        for (int j = 0; j < BLOCKS_N; j++) {
          // 16 columns of B have the words of two instructions.
          uint columns[4];
          load_words(columns, bTile[1 - filled], TRANSPOSE_B, BN, warpN + 16 * j, k,
                     lane WITH_EXCHANGE);
          UNROLL
          for (int i = 0; i < BLOCKS_M; i++) {
            multiply_tiles(sums[i][2 * j], rows[i], columns[0], columns[2] WITH_EXCHANGE);
            multiply_tiles(sums[i][2 * j + 1], rows[i], columns[1], columns[3] WITH_EXCHANGE);
          }
        }
      }
    }
    if (k0 < K) {
      UNROLL
      for (int i = 0; i < LOADS_A; i++)
        encode_quad(aTile[filled], !TRANSPOSE_A, BM, item + i * GROUP, nextA[i]);
      UNROLL
      for (int i = 0; i < LOADS_B; i++)
        encode_quad(bTile[filled], TRANSPOSE_B, BN, item + i * GROUP, nextB[i]);
    }
    // The pair stored now was last read in the round before, which ended with this barrier.
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  UNROLL
  for (int i = 0; i < BLOCKS_M; i++) {
    UNROLL
    for (int j = 0; j < 2 * BLOCKS_N; j++)
      store_sums(sums[i][j], m0 + warpM + 16 * i, n0 + warpN + 8 * j, lane, M, N, bias, residual,
                 slopes, activation, add, c);
  }
}
