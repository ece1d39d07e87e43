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
#include "common/warp_blocks.cl"
#include "common/warp_store.cl"

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void tensor_core(
    int M, int N, int K, __global const float *a, __global const float *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  TILE_PAIR(aTile, !TRANSPOSE_A, BM)
  TILE_PAIR(bTile, TRANSPOSE_B, BN)
  const int item = get_local_id(1) * GROUP_X + get_local_id(0);
  const int m0 = get_group_id(1) * BM, n0 = get_group_id(0) * BN;
  float4 nextA[LOADS_A], nextB[LOADS_B];
  BEGIN_SUMS

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
      MULTIPLY_PAIR(aTile[1 - filled], !TRANSPOSE_A, bTile[1 - filled], TRANSPOSE_B)
    }
    if (k0 < K) {
      UNROLL
      for (int i = 0; i < LOADS_A; i++)
        PUT_QUAD(aTile[filled], !TRANSPOSE_A, BM, item + i * GROUP, nextA[i])
      UNROLL
      for (int i = 0; i < LOADS_B; i++)
        PUT_QUAD(bTile[filled], TRANSPOSE_B, BN, item + i * GROUP, nextB[i])
    }
    // The pair stored now was last read in the round before, which ended with this barrier.
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  STORE_WARP(m0 + warpM, n0 + warpN)
}
