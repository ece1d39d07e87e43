// loss/01_rows.cl   dX of the triplet loss, one group a row                         rung 1
//
// With e = x*r and S = C + C^T:   de_i = 2/divisor * sum_j S_ij (e_i - e_j)
//                                 dx_i = r_i (de_i - e_i <de_i, e_i>), or r_i de_i where clamped
//
// Shapes    X, dX [B,E]   inverse_norms [B]   C [B,B] from hinges.cl   statistics [6], of which
//           the divisor is [3]
// Launch    local (LANES), global LANES*B; one group a row, lanes side by side along E
// Params    LANES 1|32|64, a power of two    local memory LANES*8 bytes
// Numerics  gathered in order of j, no atomics: the same bits on every run. e_i - e_j is formed
//           before it is scaled, so a nearly collapsed batch keeps its gradient.
// Next      02_sparse: nearly all of C is 0, and its columns are read once for every LANES of E;
//           cpu_02_blocks: on a processor the walk down a column misses the cache at every step

#ifndef LANES
#define LANES 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void rows(const int B, const int E, const float epsilon, __global const float *restrict X,
          __global const float *restrict inverse_norms, __global const float *restrict C,
          __global const float *restrict statistics, __global float *restrict dX) {
  __local float s[LANES];
  __local float along[LANES];
  const int i = get_group_id(0);
  const int lane = get_local_id(0);
  const float r_i = inverse_norms[i];
  const float scale = statistics[3] == 0.0f ? 0.0f : 2.0f / statistics[3];

  along[lane] = 0.0f;
  for (int k0 = 0; k0 < E; k0 += LANES) {
    const int k = k0 + lane;
    const float e_i = k < E ? X[i * E + k] * r_i : 0.0f;
    float de = 0.0f;
    for (int j0 = 0; j0 < B; j0 += LANES) {
      const int mine = j0 + lane;
      s[lane] = mine < B ? C[i * B + mine] + C[mine * B + i] : 0.0f;
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int t = 0; t < LANES; t++) {
        if (s[t] != 0.0f && k < E) {
          de = fma(s[t], fma(X[(j0 + t) * E + k], -inverse_norms[j0 + t], e_i), de);
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (k < E) {
      dX[i * E + k] = scale * de; // this lane reads it again below
    }
    along[lane] = fma(scale * de, e_i, along[lane]);
  }
  for (int width = LANES / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < width) {
      along[lane] += along[lane + width];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const float part = r_i * epsilon > 1.0f - 1e-6f ? 0.0f : along[0];
  for (int k = lane; k < E; k += LANES) {
    dX[i * E + k] = r_i * (dX[i * E + k] - X[i * E + k] * r_i * part);
  }
}
