// common/warp_store.cl   a warp's 16×8 sums of matrix instructions go to C                    included

#include "common/epilogue.cl"

/**
 * Stores the lane's sums of the tile that begins at (m, n), through the epilogue or added to what is
 * there; nothing past the edges.
 */
inline void store_sums(const float sums[4], int m, int n, int lane, int M, int N,
                       __global const float *bias, __global const float *residual,
                       __global const float *slopes, int activation, int add, __global float *c) {
#pragma unroll
  for (int i = 0; i < 2; i++) {
    const int row = m + lane / 4 + 8 * i, column = n + lane % 4 * 2;
    const size_t at = (size_t)row * N + column;
    if (row >= M || column >= N) continue;
#define RESULT(j)                                                                                  \
  (add ? c[at + j] + sums[2 * i + j]                                                               \
       : epilogue(sums[2 * i + j], at + j, column + j, bias, residual, slopes, activation))
    if (N % 2 == 0) {
      *(__global float2 *)(c + at) = (float2)(RESULT(0), RESULT(1));
    } else {
      c[at] = RESULT(0);
      if (column + 1 < N) c[at + 1] = RESULT(1);
    }
#undef RESULT
  }
}

// Stores the warp's sums[BLOCKS_M][2·BLOCKS_N] of the block that begins at (m, n), by the kernel's
// variables.
#define STORE_WARP(m, n)                                                                           \
  UNROLL                                                                                           \
  for (int i = 0; i < BLOCKS_M; i++) {                                                             \
    UNROLL                                                                                         \
    for (int j = 0; j < 2 * BLOCKS_N; j++)                                                         \
      store_sums(sums[i][j], (m) + 16 * i, (n) + 8 * j, lane, M, N, bias, residual, slopes,        \
                 activation, add, c);                                                              \
  }
