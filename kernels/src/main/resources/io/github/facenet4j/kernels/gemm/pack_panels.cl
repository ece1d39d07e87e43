// gemm/pack_panels.cl   Copies a matrix into panels of P consecutive columns (or rows)
//
// panels[p][k][i] = matrix(k, p·P + i), 0 where p·P + i >= count.
//
// Shapes      the matrix is stored [K, count] (TRANSPOSED 0) or [count, K] (TRANSPOSED 1).
// Launch      global (⌈count/P⌉, ⌈K/KB⌉), local (1, 1): one work-item packs KB steps of one panel.
// Params      P panel width; TRANSPOSED 0|1; KB steps per work-item
// Numerics    a copy.

#include "common/transpose.cl"

#ifndef P
#define P 16
#endif
#ifndef TRANSPOSED
#define TRANSPOSED 0
#endif
#define LINE 16
#ifndef KB
#define KB 256
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_panels(
    int K, int count, __global const float *restrict matrix, __global float *restrict panels) {
  const int first = get_group_id(0) * P, width = min(P, count - first);
  const int k0 = get_group_id(1) * KB, k1 = min(K, k0 + KB);
  __global float *restrict out = panels + get_group_id(0) * (size_t)P * K;

  if (!TRANSPOSED && width == P) {
    for (int k = k0; k < k1; k++)
      for (int i = 0; i < P; i++) out[(size_t)k * P + i] = matrix[(size_t)k * count + first + i];
    return;
  }
  // Stored the other way round, P rows far apart are read: LINE floats of each before the next, so
  // that a cache line is fetched once even where all of them fall into the same set.
  for (int kb = k0; kb < k1; kb += LINE) {
    const int end = min(k1, kb + LINE);
    int i = 0;
    if (TRANSPOSED)
      for (; i + 4 <= width; i += 4)
        transpose_rows(matrix + (size_t)(first + i) * K, K, kb, end, out + i, P);
    for (; i < P; i++) {
      const int column = first + min(i, width - 1);
      for (int k = kb; k < end; k++) {
        const float value =
            TRANSPOSED ? matrix[(size_t)column * K + k] : matrix[(size_t)k * count + column];
        out[(size_t)k * P + i] = i < width ? value : 0.0f;
      }
    }
  }
}
