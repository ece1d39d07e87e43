// gemm/04_vectorised.cl   C = op(A)·op(B), four values at a time, two tiles in turn         rung 4, GPUs
//
// Changed since 03  Global and local memory are read by float4, and the sums are 4×4 blocks in named
//                   registers: per step of k an item reads RM/4+RN/4 quads for RM·RN multiply-adds
//                   (4 for 64) where 03 reads RM+RN values (8 for 16). Both tiles exist twice: while one
//                   pair is multiplied, the next is on its way to registers and then goes to the other
//                   pair, so that its latency is hidden and a step needs one barrier instead of two.
// Shapes      A [M,K] or [K,M];  B [K,N] or [N,K];  C [M,N]; row-major, any M,N,K >= 1; edges of the
//             tiles are filled with 0. Rows of 4·i values are read and written by float4, others by float.
// Launch      global (⌈N/RN⌉, ⌈M/RM⌉) rounded up, local (BN/RN, BM/RM). A third dimension counts
//             products of matrices that lie one after the other in A, in B and in C, without an epilogue.
// Params      BM, BN tile of C; BK depth, a multiple of 4; RM, RN 4|8 block of a work-item, BK·BM/4 and
//             BK·BN/4 multiples of the group;  TRANSPOSE_A, TRANSPOSE_B 0|1
//             local memory 2·BK·(BM+BN+8)·4 bytes
// Numerics    float, fused multiply-add, summed in order of k.
// Next        05_rounded: the same with operands of fewer bits, which matrix units multiply.

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
#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif
#include "common/quad_blocks.cl"

#define STORE(i, j)                                                                                \
  STORE_ROW(i, j, 0, s0123)                                                                        \
  STORE_ROW(i, j, 1, s4567) STORE_ROW(i, j, 2, s89ab) STORE_ROW(i, j, 3, scdef)
#define STORE_ROW(i, j, r, row)                                                                    \
  if (m0 + BLOCK_ROW(i) + r < M)                                                                   \
    store_quad(sum##i##j.row, (size_t)(m0 + BLOCK_ROW(i) + r) * N + n0 + BLOCK_COLUMN(j),          \
               n0 + BLOCK_COLUMN(j), N, N % 4 == 0, bias, residual, slopes, activation, add, c);

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void vectorised(
    int M, int N, int K, __global const float *a, __global const float *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  __local float4 aTile[2][BK * PITCH(BM)];
  __local float4 bTile[2][BK * PITCH(BN)];

  const int lx = get_local_id(0), ly = get_local_id(1), item = ly * GROUP_X + lx;
  const int m0 = get_group_id(1) * BM, n0 = get_group_id(0) * BN;
  const size_t product = get_group_id(2);
  a += product * M * K;
  b += product * K * N;
  c += product * M * N;
  float4 nextA[LOADS_A], nextB[LOADS_B];
  BLOCKS(CLEAR)

  // Round t fetches and stores tiles t while it multiplies tiles t-1.
  for (int k0 = 0; k0 < K + BK; k0 += BK) {
    const int filled = k0 / BK % 2;
    if (k0 < K) {
#pragma unroll
      for (int i = 0; i < LOADS_A; i++)
        nextA[i] = fetch(a, !TRANSPOSE_A, BK, BM, item + i * GROUP, k0, m0, K, M);
#pragma unroll
      for (int i = 0; i < LOADS_B; i++)
        nextB[i] = fetch(b, TRANSPOSE_B, BK, BN, item + i * GROUP, k0, n0, K, N);
    }
    if (k0 > 0) {
#pragma unroll
      for (int k = 0; k < BK; k++) MULTIPLY_TERM(aTile[1 - filled], bTile[1 - filled], k)
    }
    if (k0 < K) {
#pragma unroll
      for (int i = 0; i < LOADS_A; i++)
        put(aTile[filled], !TRANSPOSE_A, BK, BM, item + i * GROUP, PREPARED(nextA[i]));
#pragma unroll
      for (int i = 0; i < LOADS_B; i++)
        put(bTile[filled], TRANSPOSE_B, BK, BN, item + i * GROUP, PREPARED(nextB[i]));
    }
    // The pair stored now was last read in the round before, which ended with this barrier.
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  BLOCKS(STORE)
}
