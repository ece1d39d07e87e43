// distance/lengths.cl   q_i = |x_i|^2, and X turned on its side                     helper of rungs
//
// Shapes    X [B,E]   Q [P]   T [E,P] = X transposed, or NULL: only cpu_02 reads it. P >= B, and
//           what lies beyond B is filled with 0
// Launch    local (GROUP), global P rounded up; one work-item a row of X
// Params    GROUP 64
// Numerics  float, summed in order of k with fused multiply-adds like the products it goes with: equal
//           rows therefore get a distance of exactly 0

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void lengths(const int B, const int E, const int P, __global const float *restrict X,
             __global float *restrict Q, __global float *restrict T) {
  const int i = get_global_id(0);
  if (i >= P) {
    return;
  }
  float sum = 0.0f;
  for (int k = 0; k < E; k++) {
    const float x = i < B ? X[i * E + k] : 0.0f;
    sum = fma(x, x, sum);
    if (T) {
      T[k * P + i] = x;
    }
  }
  Q[i] = sum;
}
