// loss/inverse_norms.cl   r_i = 1 / sqrt(max(|x_i|^2, epsilon^2))                step 1 of the loss
//
// Shapes    X [B,E]   inverse_norms [B]
// Launch    local (GROUP), global B rounded up; one work-item a row
// Params    GROUP 16    VECTOR, see common/vector.cl
// Numerics  error of r at most (E/VECTOR + 6)*2^-24, relative. |x|^2 must stay below the largest
//           float: lengths up to 1.8e19.
// Next      hinges.cl reads r; nothing normalised is stored

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 16
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void inverse_norms(const int B, const int E, const float epsilon, __global const float *restrict X,
                   __global float *restrict inverse_norms) {
  const int i = get_global_id(0);
  if (i >= B) {
    return;
  }
  floatv squares = 0.0f;
  for (int k = 0; k < E; k += VECTOR) {
    const floatv x = load_values(X + i * E + k, E - k);
    squares = fma(x, x, squares);
  }
  const float sum = sum_of(squares);
  const float floor = epsilon * epsilon;
  inverse_norms[i] = 1.0f / sqrt(sum < floor ? floor : sum); // a NaN stays NaN
}
