// gemm/04_vectorised.cl   C = op(A)·op(B), four values at a time, two tiles in turn         rung 4, GPUs
//
// Changed since 03  Global and local memory are read by float4, and the sums are 4×4 blocks in named
//                   registers: per step of k an item reads RM/4+RN/4 quads for RM·RN multiply-adds
//                   (4 for 64) where 03 reads RM+RN values (8 for 16). Both tiles exist twice: while one
//                   pair is multiplied, the next is on its way to registers and then goes to the other
//                   pair, so that its latency is hidden and a step needs one barrier instead of two.
// Shapes      A [M,K] or [K,M];  B [K,N] or [N,K];  C [M,N]; row-major, any M,N,K >= 1; edges of the
//             tiles are filled with 0. Rows of 4·i values are read and written by float4, others by float.
// Launch      global (⌈N/RN⌉, ⌈M/RM⌉) rounded up, local (BN/RN, BM/RM).
// Params      BM, BN tile of C; BK depth, a multiple of 4; RM, RN 4|8 block of a work-item, BK·BM/4 and
//             BK·BN/4 multiples of the group;  TRANSPOSE_A, TRANSPOSE_B 0|1
//             local memory 2·BK·(BM+BN+8)·4 bytes
// Numerics    float, fused multiply-add, summed in order of k.
// Next        05_rounded: the same with operands of fewer bits, which matrix units multiply.

#include "common/epilogue.cl"
#include "common/quad_tile.cl"

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
// What is done to a quad before it goes into its tile.
#ifndef PREPARED
#define PREPARED(quad) (quad)
#endif
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
#define MULTIPLY(i, j) \
  sum##i##j = fma(a##i.s0000111122223333, b##j.s0123012301230123, sum##i##j);
#define STORE(i, j)                                                                                \
  STORE_ROW(i, j, 0, s0123)                                                                        \
  STORE_ROW(i, j, 1, s4567) STORE_ROW(i, j, 2, s89ab) STORE_ROW(i, j, 3, scdef)
#define STORE_ROW(i, j, r, row)                                                                    \
  store_quad(sum##i##j.row, m0 + 4 * (y + i * GROUP_Y) + r, n0 + 4 * (x + j * GROUP_X), M, N,      \
             bias, residual, slopes, activation, add, c);

/** Four values of a row of C; reads and writes nothing behind its end. */
inline void store_quad(float4 sums, int m, int n, int M, int N, __global const float *bias,
                       __global const float *residual, __global const float *slopes, int activation,
                       int add, __global float *c) {
  if (m >= M || n >= N) return;
  const size_t at = (size_t)m * N + n;
#define RESULT(j)                                                                                  \
  (add ? c[at + j] + sums.s##j                                                                     \
       : epilogue(sums.s##j, at + j, n + j, bias, residual, slopes, activation))
  if (N % 4 == 0) {
    *(__global float4 *)(c + at) = (float4)(RESULT(0), RESULT(1), RESULT(2), RESULT(3));
  } else {
    c[at] = RESULT(0);
    if (n + 1 < N) c[at + 1] = RESULT(1);
    if (n + 2 < N) c[at + 2] = RESULT(2);
    if (n + 3 < N) c[at + 3] = RESULT(3);
  }
}

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void vectorised(
    int M, int N, int K, __global const float *a, __global const float *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  __local float4 aTile[2][BK * PITCH(BM)];
  __local float4 bTile[2][BK * PITCH(BN)];

  const int x = get_local_id(0), y = get_local_id(1), item = y * GROUP_X + x;
  const int m0 = get_group_id(1) * BM, n0 = get_group_id(0) * BN;
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
      // A work-item's blocks lie a group apart: neighbours read neighbouring quads. Where RM or RN is
      // 4, a1 or b1 is unused.
      __local const float4 *rows = aTile[1 - filled] + y, *columns = bTile[1 - filled] + x;
#pragma unroll
      for (int k = 0; k < BK; k++) {
        const float4 a0 = rows[k * PITCH(BM)], a1 = rows[k * PITCH(BM) + (RM / 4 - 1) * GROUP_Y];
        const float4 b0 = columns[k * PITCH(BN)];
        const float4 b1 = columns[k * PITCH(BN) + (RN / 4 - 1) * GROUP_X];
        BLOCKS(MULTIPLY)
      }
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
