// loss/cpu_02_blocks.cl   dX of the triplet loss, 16 rows a work-item               rung 2, processors
//
// Changed since 01  One work-item owns 16 rows. Going down C it reads the 16 entries of its columns at
//                   once, one cache line a step instead of sixteen; zeros, nearly all, are skipped by
//                   vectors. C and C^T are gathered one after the other; dX itself collects the sums.
// Shapes            as 01
// Launch            local 1, global ceil(B/16)
// Params            VECTOR, see common/vector.cl
// Numerics          as 01, in another order: first j down the columns, then j along the rows
// Next              a sparse C; it is dense because the contract's triplets may come from anywhere

#include "common/vector.cl"

#define ROWS 16

/** Whether any of the values is not 0. */
inline bool some(const float16 v) {
  const int16 lanes = v != 0.0f;
  const int8 a = lanes.lo | lanes.hi;
  const int4 b = a.lo | a.hi;
  const int2 c = b.lo | b.hi;
  return (c.x | c.y) != 0;
}

/** 16 values, zeros behind the first count of them. */
inline float16 sixteen(__global const float *p, const int count) {
  if (count >= 16) {
    return vload16(0, p);
  }
  float values[16];
  for (int lane = 0; lane < 16; lane++) {
    values[lane] = lane < count ? p[lane] : 0.0f;
  }
  return vload16(0, values);
}

/** de_i += s (e_i - e_j). */
inline void gather(const float s, const int i, const int j, const int E,
                   __global const float *restrict X, __global const float *restrict inverse_norms,
                   __global float *restrict dX) {
  const float r_i = inverse_norms[i];
  const float r_j = inverse_norms[j];
  for (int k = 0; k < E; k += VECTOR) {
    const floatv e_i = load_values(X + i * E + k, E - k) * r_i;
    const floatv apart = fma(load_values(X + j * E + k, E - k), -r_j, e_i);
    const floatv de = load_values(dX + i * E + k, E - k);
    store_values(fma(s, apart, de), dX + i * E + k, E - k);
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void blocks(const int B, const int E, const float epsilon, __global const float *restrict X,
            __global const float *restrict inverse_norms, __global const float *restrict C,
            __global const float *restrict statistics, __global float *restrict dX) {
  const int i0 = get_global_id(0) * ROWS;
  const int rows = min(ROWS, B - i0);
  float s[16];

  for (int t = 0; t < rows * E; t += VECTOR) {
    store_values(0.0f, dX + i0 * E + t, rows * E - t);
  }
  for (int j = 0; j < B; j++) {
    const float16 column = sixteen(C + j * B + i0, rows);
    if (some(column)) {
      vstore16(column, 0, s);
      for (int r = 0; r < rows; r++) {
        if (s[r] != 0.0f) {
          gather(s[r], i0 + r, j, E, X, inverse_norms, dX);
        }
      }
    }
  }
  const float scale = statistics[3] == 0.0f ? 0.0f : 2.0f / statistics[3];
  for (int i = i0; i < i0 + rows; i++) {
    for (int j = 0; j < B; j += 16) {
      const float16 row = sixteen(C + i * B + j, B - j);
      if (some(row)) {
        vstore16(row, 0, s);
        for (int t = 0; t < min(16, B - j); t++) {
          if (s[t] != 0.0f) {
            gather(s[t], i, j + t, E, X, inverse_norms, dX);
          }
        }
      }
    }
    const float r_i = inverse_norms[i];
    floatv products = 0.0f;
    for (int k = 0; k < E; k += VECTOR) {
      const floatv e_i = load_values(X + i * E + k, E - k) * r_i;
      products = fma(load_values(dX + i * E + k, E - k), e_i, products);
    }
    const float along = r_i * epsilon > 1.0f - 1e-6f ? 0.0f : sum_of(products);
    for (int k = 0; k < E; k += VECTOR) {
      const floatv e_i = load_values(X + i * E + k, E - k) * r_i;
      const floatv de = load_values(dX + i * E + k, E - k);
      store_values(scale * r_i * fma(e_i, -along, de), dX + i * E + k, E - k);
    }
  }
}
