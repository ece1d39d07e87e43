// norm/batch_norm_statistics.cl   mean, 1/std and running statistics from the chunks
//
// With n_k rows, mean m_k and M_k = sum (x - m_k)^2 of chunk k (Chan, Golub, LeVeque 1983):
// mean = sum n_k m_k / rows,   variance = sum (M_k + n_k (m_k - mean)^2) / rows.
//
// Shapes    x [rows,C], for the origins   partial [2,chunks,C] from batch_norm_sums.cl
//           mean, inverse_std, running_mean, running_variance [C]
// Launch    local (LANES, 1), global (LANES, ceil(C/VECTOR)); a group takes VECTOR channels, its
//           lanes every LANES-th chunk
// Params    LANES 1 on processors, 64 on GPUs, a power of two    VECTOR, see common/vector.cl
//           local memory LANES*VECTOR*4 bytes
// Numerics  means are taken from the first row of x, so they too keep the digits behind a large
//           mean
// Next      batch_norm_apply.cl

#include "common/vector.cl"

#ifndef LANES
#define LANES 1
#endif

/** The lanes' sum, in every lane. */
inline floatv over_lanes(const floatv mine, __local floatv *tree) {
  const int lane = get_local_id(0);
  barrier(CLK_LOCAL_MEM_FENCE);
  tree[lane] = mine;
  for (int width = LANES / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < width) {
      tree[lane] += tree[lane + width];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return tree[0];
}

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void batch_norm_statistics(const int rows, const int C, const int chunk, const float epsilon,
                           const float momentum, __global const float *restrict x,
                           __global const float *restrict partial, __global float *restrict mean,
                           __global float *restrict inverse_std,
                           __global float *restrict running_mean,
                           __global float *restrict running_variance) {
  __local floatv tree[LANES];
  const int c = get_global_id(1) * VECTOR;
  const int count = C - c;
  const int chunks = (rows + chunk - 1) / chunk;
  const floatv zero_point = load_values(x + c, count);

  floatv weighted = 0.0f; // sum of n_k (m_k - zero_point)
  for (int k = get_local_id(0); k < chunks; k += LANES) {
    const float n = min(chunk, rows - k * chunk);
    const floatv origin = load_values(x + k * chunk * C + c, count) - zero_point;
    weighted += fma(n, origin, load_values(partial + k * C + c, count));
  }
  const floatv shift = over_lanes(weighted, tree) / (float)rows;

  floatv squares = 0.0f;
  for (int k = get_local_id(0); k < chunks; k += LANES) {
    const float n = min(chunk, rows - k * chunk);
    const floatv origin = load_values(x + k * chunk * C + c, count) - zero_point;
    const floatv from_origin = load_values(partial + k * C + c, count) / n; // m_k - origin
    const floatv within = load_values(partial + (chunks + k) * C + c, count);
    const floatv apart = origin + from_origin - shift; // m_k - mean
    squares += within - n * from_origin * from_origin + n * apart * apart;
  }
  squares = over_lanes(squares, tree);

  if (get_local_id(0) == 0) {
    const floatv m = zero_point + shift;
    const floatv variance = (squares < 0.0f ? (floatv)0.0f : squares) / (float)rows;
    const floatv unbiased = rows == 1 ? variance : variance * ((float)rows / (float)(rows - 1));
    store_values(m, mean + c, count);
    store_values(1.0f / sqrt(variance + epsilon), inverse_std + c, count);
    const floatv old_m = load_values(running_mean + c, count);
    const floatv old_v = load_values(running_variance + c, count);
    store_values(fma(momentum, m - old_m, old_m), running_mean + c, count);
    store_values(fma(momentum, unbiased - old_v, old_v), running_variance + c, count);
  }
}
