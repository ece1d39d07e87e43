// gemm/cpu_02_vector.cl   C = op(A)·op(B), a register tile per work-item          rung 2, processors
//
// Changed since 01  A work-item computes MR×NR sums in vector registers: MR+NV loads feed MR·NV vector
//                   multiply-adds, instead of two loads for one scalar one. Group size 1: a processor
//                   gains nothing from neighbours, and a barrier would cost a loop over them.
// Shapes      A [M,K] or [K,M];  B [K,N] or [N,K];  C [M,N]; row-major, any M,N,K >= 1.
// Launch      global (⌈N/NR⌉, ⌈M/MR⌉), local (1, 1).
// Params      MR, NV, VW  tile, see common/register_tile.cl;  TRANSPOSE_A, TRANSPOSE_B 0|1
// Numerics    float, fused multiply-add, summed in order of k.
// Next        cpu_03_panel: MR rows that lie a power of two apart fall into the same cache set, a
//             transposed B has no vectors to load, and the last columns here go one by one.

#include "common/tile_store.cl"

#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif

#if TRANSPOSE_A
#define A_AT(r) ((size_t)k * M + min(m0 + r, M - 1))
#else
#define A_AT(r) ((size_t)min(m0 + r, M - 1) * K + k)
#endif
#define ROW_AT(r) ((size_t)(m0 + r) * N + n0)
#define VALUE(r) a[A_AT(r)]

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void vector(
    int M, int N, int K, __global const float *restrict a, __global const float *restrict b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int accumulate, __global float *y) {
  const int n0 = get_group_id(0) * NR, m0 = get_group_id(1) * MR;
  const int rows = min(MR, M - m0), columns = min(NR, N - n0);

  ROWS(CLEAR)
  for (int k = 0; k < K; k++) {
    if (!TRANSPOSE_B && columns == NR) {
      LOAD_COLUMNS(b + (size_t)k * N + n0)
      ROWS(MULTIPLY_ROW)
    } else {
      float gathered[NR];
      for (int j = 0; j < NR; j++) {
        const int n = n0 + min(j, columns - 1);
        gathered[j] = TRANSPOSE_B ? b[(size_t)n * K + k] : b[(size_t)k * N + n];
      }
      LOAD_COLUMNS(gathered)
      ROWS(MULTIPLY_ROW)
    }
  }

  const int channel = n0;
  STORE_TILE
}
