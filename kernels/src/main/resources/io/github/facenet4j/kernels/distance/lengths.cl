// distance/lengths.cl   q_i = |x_i|^2, and X in panels for cpu_02                   helper of rungs
//
// Shapes    X [B,E]   Q [P]   T [P/16,E,16]: panels of 16 rows turned on their side, or NULL when
//           nobody
//           reads it. P >= B, with T a multiple of 16; what lies beyond B is filled with 0
// Launch    local (GROUP), global P rounded up; one work-item a row of X
// Params    GROUP 64
// Numerics  float, summed in order of k with fused multiply-adds like the products it goes with:
//           equal rows therefore get a distance of exactly 0
// Next      03_register_block or cpu_02_triangle, which read what is written here

#ifndef GROUP
#define GROUP 64
#endif
#define PANEL 16

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
      T[(i / PANEL * E + k) * PANEL + i % PANEL] = x;
    }
  }
  Q[i] = sum;
}
