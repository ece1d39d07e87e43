// common/anchor_hinges.cl   norm, hinges and row of C of one anchor, by a group           included
//
// Several lanes share the rows of a slot, so that neighbours read neighbouring addresses, and the row
// of C is put together in local memory, where the many slots that share a negative meet.
//
// Params    LANES, ROWS of the group, powers of two: ROWS slots at a time
// Numerics  differences are squared, so nothing cancels; float. Error of r at most (E/LANES + 8)*2^-24,
//           relative; every group that needs the norm of a face finds the same bits. C holds small
//           integers, counted as integers: exact in any order. The other sums keep one order.

#include "common/quad_tile.cl"
#include "common/row_sum.cl"

#define ITEMS (LANES * ROWS)
#define SUMS 5

/** 1 / sqrt(max(|x_i|^2, epsilon^2)), in each lane; every item of the group must call. */
inline float inverse_norm(const int i, const int B, const int E, const float epsilon,
                          __global const float *restrict X, __local float sums[ROWS][LANES]) {
  float4 squares = 0.0f;
  for (int k = 4 * get_local_id(0); k < E; k += 4 * LANES) {
    const float4 x = quad_of(X, i, k, B, E);
    squares = fma(x, x, squares);
  }
  const float sum = over_row(sum_of(squares), sums);
  const float floor = epsilon * epsilon;
  return 1.0f / sqrt(sum < floor ? floor : sum); // a NaN stays NaN
}

/** What a group shares while it sums hinges. */
typedef struct {
  // In turn: what the last sum left in one is read while the next is taken in the other.
  float sums[2][ROWS][LANES];
  float totals[SUMS][ROWS];
} Hinges;

/**
 * Writes inverse_norms[a], row a of C and the anchor's partial sums; row has room for B. Every item of
 * the group must call.
 */
inline void anchor_hinges_of(const int a, const int B, const int E, const float margin,
                             const float epsilon, __global const float *restrict X,
                             __global const int *restrict pair_start,
                             __global const int *restrict pair_positive,
                             __global const int *negatives, __local int *row, __local Hinges *shared,
                             __global float *restrict inverse_norms, __global float *restrict C,
                             __global float *restrict partial) {
  const int lane = get_local_id(0);
  const int y = get_local_id(1);
  const int item = y * LANES + lane;
  const int begin = pair_start[a];
  const int end = pair_start[a + 1];

  for (int j = item; j < B; j += ITEMS) {
    row[j] = 0;
  }
  const float r_a = inverse_norm(a, B, E, epsilon, X, shared->sums[1]);
  float hinge_sum = 0.0f, filled = 0.0f, active = 0.0f, to_p_sum = 0.0f, to_n_sum = 0.0f;
  for (int first = begin; first < end; first += ROWS) {
    const int slot = first + y;
    const int chosen = slot < end ? negatives[slot] : -1;
    const int p = chosen < 0 ? a : pair_positive[slot]; // an empty slot computes and does not count
    const int n = chosen < 0 ? a : chosen;
    const float r_p = inverse_norm(p, B, E, epsilon, X, shared->sums[0]);
    const float r_n = inverse_norm(n, B, E, epsilon, X, shared->sums[1]);
    float4 squares_p = 0.0f, squares_n = 0.0f;
    for (int k = 4 * lane; k < E; k += 4 * LANES) {
      const float4 e_a = quad_of(X, a, k, B, E) * r_a;
      const float4 to_p = fma(quad_of(X, p, k, B, E), -r_p, e_a);
      const float4 to_n = fma(quad_of(X, n, k, B, E), -r_n, e_a);
      squares_p = fma(to_p, to_p, squares_p);
      squares_n = fma(to_n, to_n, squares_n);
    }
    const float d_p = over_row(sum_of(squares_p), shared->sums[0]);
    const float d_n = over_row(sum_of(squares_n), shared->sums[1]);
    if (chosen >= 0 && lane == 0) {
      const float hinge = d_p - d_n + margin;
      filled += 1.0f;
      to_p_sum += d_p;
      to_n_sum += d_n;
      if (hinge > 0.0f) {
        active += 1.0f;
        hinge_sum += hinge;
        atomic_inc(&row[p]);
        atomic_dec(&row[n]);
      }
    }
  }

  if (lane == 0) {
    shared->totals[0][y] = hinge_sum;
    shared->totals[1][y] = filled;
    shared->totals[2][y] = active;
    shared->totals[3][y] = to_p_sum;
    shared->totals[4][y] = to_n_sum;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int j = item; j < B; j += ITEMS) {
    C[a * B + j] = row[j];
  }
  if (item < SUMS) {
    float total = 0.0f;
    for (int r = 0; r < ROWS; r++) {
      total += shared->totals[item][r];
    }
    partial[item * B + a] = total;
  }
  if (item == 0) {
    inverse_norms[a] = r_a;
  }
}
