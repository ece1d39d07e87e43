// gemm/07_multistage_tensor_core.cl   C = op(A)·op(B) by matrix units, tiles copied stages ahead
//                                                                                          rung 7, GPUs
//
// Changed since 06  Values are rounded by a pass of its own, round_operand.cl, so that tiles need no
//                   register on their way: they are copied asynchronously, STAGES-1 ahead of the one
//                   that is multiplied. The pass writes tiles in the order of common/slab.cl: a copy is
//                   one piece of memory, ldmatrix reads operands of every order and precision without
//                   bank conflicts, and one build serves the four operand orders. Groups take their
//                   tiles in bands, and a warp's block may be 64×64: 64 bytes of local memory are read
//                   for each 1024 multiply-adds of 16 bits, 96 at 64×32.
// Shapes      A slabs [⌈K/BK⌉,M,BK];  B slabs [⌈K/BK⌉,N,BK];  C [M,N] row-major, any M,N,K >= 1
// Launch      global (GROUP·⌈N/BN⌉, ⌈M/BM⌉), local (GROUP, 1); GROUP = 32·(BM/WM)·(BN/WN)
// Params      BM, BN tile of C; WM, WN a warp's block, multiples of 16; BK depth, 32 or 64 bytes; STAGES
//             >= 2; PRECISION 1 tf32 | 2 bf16 | 3 fp16; EMULATE 0, or 1|2 in plain OpenCL, for tests:
//             the copies as late | as early as they may be
//             local memory STAGES·BK·(BM+BN)·(2|4 bytes)
// Numerics    as 06
// Next        wgmma, which multiplies from local memory without passing through registers.

#include "common/warp_tile.cl"
#include "common/warp_store.cl"

#ifndef BM
#define BM 128
#endif
#ifndef BN
#define BN 128
#endif
#ifndef BK
#define BK 32
#endif
#ifndef WM
#define WM 64
#endif
#ifndef WN
#define WN 64
#endif
#ifndef STAGES
#define STAGES 3
#endif
#define GROUP (WARP * (BM / WM) * (BN / WN))
#define BLOCKS_M (WM / 16)
#define BLOCKS_N (WN / 16)
#define LOADS_A (BM * CHUNKS / GROUP)
#define LOADS_B (BN * CHUNKS / GROUP)
#define COPIES (LOADS_A + LOADS_B)
#include "common/slab.cl"
#include "common/async_copy.cl"
#include "common/bands.cl"

/** Begins the copy of a tile's piece q, or of zeros for rows past the last one. */
inline void copy_piece(__local Element *tile, __global const Element *slab, int q,
                       int rows PENDING_PARAMETER) {
  copy_quad(tile + q * CHUNK, slab + q * CHUNK, q / CHUNKS < rows ? 4 : 0, true WITH_PENDING);
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void multistage_tensor_core(
    int M, int N, int K, __global const Element *a, __global const Element *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  __local Element aTile[STAGES][BM * BK] __attribute__((aligned(16)));
  __local Element bTile[STAGES][BN * BK] __attribute__((aligned(16)));
#if EMULATE
  __local uint exchange[GROUP * EXCHANGE_WORDS];
#endif
  const int item = get_local_id(0), lane = item % WARP, warp = item / WARP;
  const int warpM = warp / (BN / WN) * WM, warpN = warp % (BN / WN) * WN;
  const int2 tile = tile_of_group();
  const int m0 = tile.y * BM, n0 = tile.x * BN;
  // The row of the first block, and which of a step's two pieces, the lane reads for its warp.
  const int row = lane % 16, later = lane / 16;
  float sums[BLOCKS_M][2 * BLOCKS_N][4];
  UNROLL
  for (int i = 0; i < BLOCKS_M; i++) {
    UNROLL
    for (int j = 0; j < 2 * BLOCKS_N; j++) {
      UNROLL
      for (int v = 0; v < 4; v++) sums[i][j][v] = 0.0f;
    }
  }
  BEGIN_PENDING
  a += (size_t)m0 * BK;
  b += (size_t)n0 * BK;

  // Round t begins the copy of tiles t, and multiplies tiles t-STAGES+1.
  for (int t = 0; t < (K + BK - 1) / BK + STAGES - 1; t++) {
    if (t >= STAGES - 1) {
      WAIT_FOR_STAGES(STAGES - 2);
      // Behind it everybody's copies are there, and nobody reads the stage that is filled now.
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (t * BK < K) {
      UNROLL
      for (int i = 0; i < LOADS_A; i++)
        copy_piece(aTile[t % STAGES], a, item + i * GROUP, M - m0 WITH_PENDING);
      UNROLL
      for (int i = 0; i < LOADS_B; i++)
        copy_piece(bTile[t % STAGES], b, item + i * GROUP, N - n0 WITH_PENDING);
      a += (size_t)M * BK;
      b += (size_t)N * BK;
    }
    CLOSE_STAGE;
    if (t >= STAGES - 1) {
      __local const Element *aNow = aTile[(t + 1) % STAGES], *bNow = bTile[(t + 1) % STAGES];
      UNROLL
      for (int k = 0; k < BK / STEP; k++) {
        const int piece = ((2 * k + later) ^ SWIZZLE(row)) * CHUNK;
        uint rows[BLOCKS_M][4];
        UNROLL
        for (int i = 0; i < BLOCKS_M; i++)
          load_blocks(rows[i], aNow, (warpM + 16 * i + row) * BK + piece, 0 WITH_EXCHANGE);
        UNROLL
        for (int j = 0; j < BLOCKS_N; j++) {
          // 16 columns of B have the words of two instructions.
          uint columns[4];
          load_blocks(columns, bNow, (warpN + 16 * j + row) * BK + piece, 0 WITH_EXCHANGE);
          UNROLL
          for (int i = 0; i < BLOCKS_M; i++) {
            multiply_tiles(sums[i][2 * j], rows[i], columns[0], columns[2] WITH_EXCHANGE);
            multiply_tiles(sums[i][2 * j + 1], rows[i], columns[1], columns[3] WITH_EXCHANGE);
          }
        }
      }
    }
  }

  STORE_WARP(m0 + warpM, n0 + warpN)
}
