// gemm/01_naive.cl   C = op(A)·op(B), one work-item per element of C                rung 1
//
// Shapes      A [M,K] or, transposed, [K,M];  B [K,N] or [N,K];  C [M,N]; row-major, any M,N,K >= 1.
// Launch      global (N, M), local (8, 8): dimension 0 runs along N so that neighbours read
//             neighbouring elements of B and write neighbouring elements of C.
// Params      TRANSPOSE_A, TRANSPOSE_B  0|1: whether the operand is stored transposed
// Numerics    float, fused multiply-add, summed in order of k.
// Next        02_tiled: every value of A and B is read from global memory 2·M·N·K times here;
//             a tile in local memory shares them.

#include "common/epilogue.cl"

#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif

__kernel void naive(int M, int N, int K, __global const float *a, __global const float *b,
                    __global const float *bias, __global const float *residual,
                    __global const float *slopes, int activation, int add, __global float *c) {
  const int n = get_global_id(0), m = get_global_id(1);
  if (m >= M || n >= N) return;

  float sum = 0.0f;
  for (int k = 0; k < K; k++) {
    const float av = TRANSPOSE_A ? a[(size_t)k * M + m] : a[(size_t)m * K + k];
    const float bv = TRANSPOSE_B ? b[(size_t)n * K + k] : b[(size_t)k * N + n];
    sum = fma(av, bv, sum);
  }

  const size_t at = (size_t)m * N + n;
  c[at] = add ? c[at] + sum : epilogue(sum, at, n, bias, residual, slopes, activation);
}
