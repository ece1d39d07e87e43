// gemm/03_register_block.cl   C = op(A)·op(B), a block of C per work-item                rung 3, GPUs
//
// Changed since 02  Each work-item keeps RM×RN sums in registers: RM+RN local reads feed RM·RN
//                   multiply-adds (8 for 16) where 02 needs 2 for one. The tile of C grows to
//                   BM×BN, so global reads fall by another factor of four.
// Shapes      A [M,K] or [K,M];  B [K,N] or [N,K];  C [M,N]; row-major, any M,N,K >= 1; edges of the
//             tiles are filled with 0.
// Launch      global (⌈N/RN⌉, ⌈M/RM⌉) rounded up, local (BN/RN, BM/RM).
// Params      BM, BN tile of C; BK depth; RM, RN block of a work-item;  TRANSPOSE_A, TRANSPOSE_B 0|1
//             local memory BK·(BM+BN+2)·4 bytes
// Numerics    float, fused multiply-add, summed in order of k.
// Next        04_vectorised: loads of four values, and two tiles in turn, so that the next loads fly
//             while this one is multiplied.

#include "common/epilogue.cl"

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
#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif
#define GROUP_X (BN / RN)
#define GROUP_Y (BM / RM)
#define GROUP (GROUP_X * GROUP_Y)

__kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1))) void register_block(
    int M, int N, int K, __global const float *a, __global const float *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  __local float aTile[BK][BM + 1];
  __local float bTile[BK][BN + 1];

  const int x = get_local_id(0), y = get_local_id(1), item = y * GROUP_X + x;
  const int m0 = get_group_id(1) * BM, n0 = get_group_id(0) * BN;

  float sum[RM][RN];
#pragma unroll
  for (int i = 0; i < RM; i++)
#pragma unroll
    for (int j = 0; j < RN; j++) sum[i][j] = 0.0f;

  for (int k0 = 0; k0 < K; k0 += BK) {
    // Consecutive items read consecutive addresses: along k where k is innermost, else along m or n.
    for (int i = item; i < BK * BM; i += GROUP) {
      const int k = TRANSPOSE_A ? i / BM : i % BK, m = TRANSPOSE_A ? i % BM : i / BK;
      const size_t at = TRANSPOSE_A ? (size_t)(k0 + k) * M + m0 + m : (size_t)(m0 + m) * K + k0 + k;
      aTile[k][m] = k0 + k < K && m0 + m < M ? a[at] : 0.0f;
    }
    for (int i = item; i < BK * BN; i += GROUP) {
      const int k = TRANSPOSE_B ? i % BK : i / BN, n = TRANSPOSE_B ? i / BK : i % BN;
      const size_t at = TRANSPOSE_B ? (size_t)(n0 + n) * K + k0 + k : (size_t)(k0 + k) * N + n0 + n;
      bTile[k][n] = k0 + k < K && n0 + n < N ? b[at] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < BK; k++) {
      // A work-item's rows and columns lie a group apart: neighbours touch neighbouring banks.
#pragma unroll
      for (int i = 0; i < RM; i++)
#pragma unroll
        for (int j = 0; j < RN; j++)
          sum[i][j] = fma(aTile[k][y + i * GROUP_Y], bTile[k][x + j * GROUP_X], sum[i][j]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  for (int i = 0; i < RM; i++) {
    for (int j = 0; j < RN; j++) {
      const int m = m0 + y + i * GROUP_Y, n = n0 + x + j * GROUP_X;
      if (m < M && n < N) {
        const size_t at = (size_t)m * N + n;
        c[at] = add ? c[at] + sum[i][j]
                    : epilogue(sum[i][j], at, n, bias, residual, slopes, activation);
      }
    }
  }
}
