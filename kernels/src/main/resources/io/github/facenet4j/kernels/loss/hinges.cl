// loss/hinges.cl   hinges of one anchor's triplets, and its row of C             step 2 of the loss
//
// h = |e_a - e_p|^2 - |e_a - e_n|^2 + margin with e = x*r; the triplet is active where h > 0. Row a
// of C is the derivative of the summed hinges by D: +1 at p and -1 at n of every active triplet.
//
// Shapes    X [B,E]   inverse_norms [B]   pair_start [B+1]   pair_positive, negatives [T], -1 where
//           empty   C [B,B], all written   partial [5,B]: per anchor the sum of the hinges, filled
//           slots, active slots, sum of |e_a - e_p|^2, sum of |e_a - e_n|^2 over the filled slots
// Launch    local (LANES), global LANES*B; one group an anchor, each lane takes every LANES-th slot
// Params    LANES 1 on processors, 64 on GPUs, a power of two   VECTOR, see common/vector.cl
//           local memory LANES*28 bytes
// Numerics  differences are squared, so nothing cancels; float. C holds small integers, exactly,
//           entered by one lane in the order of the slots: no atomics, the same bits on every run.
// Next      statistics.cl adds up the rows of partial

#include "common/vector.cl"

#ifndef LANES
#define LANES 1
#endif
#define SUMS 5

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void hinges(const int B, const int E, const float margin, __global const float *restrict X,
            __global const float *restrict inverse_norms, __global const int *restrict pair_start,
            __global const int *restrict pair_positive, __global const int *restrict negatives,
            __global float *restrict C, __global float *restrict partial) {
  __local int active_p[LANES];
  __local int active_n[LANES]; // -1 where the lane's slot is empty or inactive
  __local float sums[SUMS][LANES];
  const int a = get_group_id(0);
  const int lane = get_local_id(0);
  const int begin = pair_start[a];
  const int end = pair_start[a + 1];
  const float r_a = inverse_norms[a];
  __global float *row = C + a * B;

  for (int j = lane * VECTOR; j < B; j += LANES * VECTOR) {
    store_values(0.0f, row + j, B - j);
  }
  float hinge_sum = 0.0f, filled = 0.0f, active = 0.0f, to_p_sum = 0.0f, to_n_sum = 0.0f;
  for (int first = begin; first < end; first += LANES) {
    const int slot = first + lane;
    const int n = slot < end ? negatives[slot] : -1;
    active_n[lane] = -1;
    if (n >= 0) {
      const int p = pair_positive[slot];
      const float r_p = inverse_norms[p];
      const float r_n = inverse_norms[n];
      floatv squares_p = 0.0f;
      floatv squares_n = 0.0f;
      for (int k = 0; k < E; k += VECTOR) {
        const floatv e_a = load_values(X + a * E + k, E - k) * r_a;
        const floatv to_p = fma(load_values(X + p * E + k, E - k), -r_p, e_a);
        const floatv to_n = fma(load_values(X + n * E + k, E - k), -r_n, e_a);
        squares_p = fma(to_p, to_p, squares_p);
        squares_n = fma(to_n, to_n, squares_n);
      }
      const float d_p = sum_of(squares_p);
      const float d_n = sum_of(squares_n);
      const float hinge = d_p - d_n + margin;
      filled += 1.0f;
      to_p_sum += d_p;
      to_n_sum += d_n;
      if (hinge > 0.0f) {
        active += 1.0f;
        hinge_sum += hinge;
        active_p[lane] = p;
        active_n[lane] = n;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    if (lane == 0) {
      for (int other = 0; other < LANES; other++) {
        if (active_n[other] >= 0) {
          row[active_p[other]] += 1.0f;
          row[active_n[other]] -= 1.0f;
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  sums[0][lane] = hinge_sum;
  sums[1][lane] = filled;
  sums[2][lane] = active;
  sums[3][lane] = to_p_sum;
  sums[4][lane] = to_n_sum;
  for (int width = LANES / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < width) {
      for (int s = 0; s < SUMS; s++) {
        sums[s][lane] += sums[s][lane + width];
      }
    }
  }
  if (lane == 0) {
    for (int s = 0; s < SUMS; s++) {
      partial[s * B + a] = sums[s][0];
    }
  }
}
