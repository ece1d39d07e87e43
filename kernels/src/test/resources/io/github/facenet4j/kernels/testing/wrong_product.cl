// testing/wrong_product.cl   C = op(A)·op(B), without the last term where WRONG is 1
//
// Launch      global (N, M) rounded up, local (8, 8)

#ifndef WRONG
#define WRONG 1
#endif
#ifndef TRANSPOSE_A
#define TRANSPOSE_A 0
#endif
#ifndef TRANSPOSE_B
#define TRANSPOSE_B 0
#endif

__kernel void wrong_product(int M, int N, int K, __global const float *a, __global const float *b,
                            __global const float *bias, __global const float *residual,
                            __global const float *slopes, int activation, int add,
                            __global float *c) {
  const int n = get_global_id(0), m = get_global_id(1);
  if (m >= M || n >= N) return;
  float sum = 0.0f;
  for (int k = 0; k < K - WRONG; k++)
    sum += a[TRANSPOSE_A ? k * M + m : m * K + k] * b[TRANSPOSE_B ? n * K + k : k * N + n];
  c[m * N + n] = sum;
}
