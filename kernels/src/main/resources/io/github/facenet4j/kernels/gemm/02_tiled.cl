// gemm/02_tiled.cl   C = op(A)·op(B) through local-memory tiles                    rung 2, GPUs
//
// Changed since 01  Each TILE×TILE group copies a tile of A and one of B once and uses every value
//                   TILE times: global reads fall from 2·M·N·K to 2·M·N·K / TILE.
// Shapes      A [M,K] or [K,M];  B [K,N] or [N,K];  C [M,N]; row-major, any M,N,K >= 1; edges of the
//             tiles are filled with 0.
// Launch      global (N, M) rounded up, local (TILE, TILE); dimension 0 runs along N: stores coalesce.
// Params      TILE 8|16|32, local memory 2·TILE·(TILE+1)·4 bytes;  TRANSPOSE_A, TRANSPOSE_B 0|1
// Numerics    float, fused multiply-add, summed in order of k.
// Next        03_register_block: here every multiply-add still reads two values from local memory; a block
//             of C per work-item reads fewer.

#include "common/epilogue.cl"

#ifndef TILE
#define TILE 16
#endif
#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif

__kernel __attribute__((reqd_work_group_size(TILE, TILE, 1))) void tiled(
    int M, int N, int K, __global const float *a, __global const float *b,
    __global const float *bias, __global const float *residual, __global const float *slopes,
    int activation, int add, __global float *c) {
  // One column of padding keeps a transposed store from hitting one memory bank TILE times.
  __local float aTile[TILE][TILE + 1];  // [m][k]
  __local float bTile[TILE][TILE + 1];  // [k][n]

  const int x = get_local_id(0), y = get_local_id(1);
  const int m0 = get_group_id(1) * TILE, n0 = get_group_id(0) * TILE;
  const int m = m0 + y, n = n0 + x;

  float sum = 0.0f;
  for (int k0 = 0; k0 < K; k0 += TILE) {
    // Neighbours in x read neighbouring addresses, whichever way the operand is stored.
    if (TRANSPOSE_A) {
      const bool inside = k0 + y < K && m0 + x < M;
      aTile[x][y] = inside ? a[(size_t)(k0 + y) * M + m0 + x] : 0.0f;
    } else {
      const bool inside = m < M && k0 + x < K;
      aTile[y][x] = inside ? a[(size_t)m * K + k0 + x] : 0.0f;
    }
    if (TRANSPOSE_B) {
      const bool inside = n0 + y < N && k0 + x < K;
      bTile[x][y] = inside ? b[(size_t)(n0 + y) * K + k0 + x] : 0.0f;
    } else {
      const bool inside = k0 + y < K && n < N;
      bTile[y][x] = inside ? b[(size_t)(k0 + y) * N + n] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < TILE; k++) sum = fma(aTile[y][k], bTile[k][x], sum);
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  if (m < M && n < N) {
    const size_t at = (size_t)m * N + n;
    c[at] = add ? c[at] + sum : epilogue(sum, at, n, bias, residual, slopes, activation);
  }
}
