// loss/cpu_02_blocks.cl   dX of the triplet loss, 32 rows a work-item            rung 2, processors
//
// Changed since 01  One work-item owns 32 rows. occupied.cl has noted in bits where C is not 0,
//                   nearly nowhere: one word says which of the 32 rows entry j of a column
//                   concerns, and only what is set is fetched from C. C and its transpose are
//                   gathered one after the other; dX itself collects the sums.
// Shapes            as 01; bits [B,words] from occupied.cl
// Launch            local 1, global words = ceil(B/32)
// Params            VECTOR, see common/vector.cl
// Numerics          as 01, in another order: first j down the columns, then j along the rows
// Next              a sparse C; it is dense because the contract's triplets may come from anywhere

#include "common/vector.cl"

#define ROWS 32

/** de_i += s (e_i - e_j). */
inline void gather(const float s, const int i, const int j, const int E,
                   __global const float *restrict X, __global const float *restrict inverse_norms,
                   __global float *restrict dX) {
  const float r_i = inverse_norms[i];
  const float r_j = inverse_norms[j];
  const int whole = E - E % VECTOR;
  for (int k = 0; k < whole; k += VECTOR) {
    const floatv apart = fma(load_whole(X + j * E + k), -r_j, load_whole(X + i * E + k) * r_i);
    store_whole(fma(s, apart, load_whole(dX + i * E + k)), dX + i * E + k);
  }
  for (int k = whole; k < E; k++) {
    dX[i * E + k] = fma(s, fma(X[j * E + k], -r_j, X[i * E + k] * r_i), dX[i * E + k]);
  }
}

/** dx_i from de_i, in place. */
inline void project(const int i, const int E, const float epsilon, const float scale, const float r,
                    __global const float *restrict X, __global float *restrict dX) {
  floatv products = 0.0f;
  for (int k = 0; k < E; k += VECTOR) {
    const floatv e = load_values(X + i * E + k, E - k) * r;
    products = fma(load_values(dX + i * E + k, E - k), e, products);
  }
  const float along = r * epsilon > 1.0f - 1e-6f ? 0.0f : sum_of(products);
  for (int k = 0; k < E; k += VECTOR) {
    const floatv e = load_values(X + i * E + k, E - k) * r;
    const floatv de = load_values(dX + i * E + k, E - k);
    store_values(scale * r * fma(e, -along, de), dX + i * E + k, E - k);
  }
}

#define LOWEST_BIT(word) (31 - (int)clz((word) & -(word)))

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void blocks(const int B, const int E, const float epsilon, __global const float *restrict X,
            __global const float *restrict inverse_norms, __global const float *restrict C,
            __global const uint *restrict bits, __global const float *restrict statistics,
            __global float *restrict dX) {
  const int words = (B + 31) / 32;
  const int block = get_global_id(0);
  const int i0 = block * ROWS;
  const int i1 = min(i0 + ROWS, B);

  for (int t = i0 * E; t < i1 * E; t += VECTOR) {
    store_values(0.0f, dX + t, i1 * E - t);
  }
  for (int j = 0; j < B; j++) {
    for (uint word = bits[j * words + block]; word != 0; word &= word - 1) {
      const int i = i0 + LOWEST_BIT(word);
      gather(C[j * B + i], i, j, E, X, inverse_norms, dX);
    }
  }
  const float scale = statistics[3] == 0.0f ? 0.0f : 2.0f / statistics[3];
  for (int i = i0; i < i1; i++) {
    for (int w = 0; w < words; w++) {
      for (uint word = bits[i * words + w]; word != 0; word &= word - 1) {
        const int j = w * 32 + LOWEST_BIT(word);
        gather(C[i * B + j], i, j, E, X, inverse_norms, dX);
      }
    }
    project(i, E, epsilon, scale, inverse_norms[i], X, dX);
  }
}
