// norm/batch_norm_gradient.cl   dx = gamma*r*(dy - mean(dy) - xhat*mean(dy*xhat))
//
// Shapes    x, dy, dx [rows,C]; dx may be dy   gamma, mean, inverse_std [C]
//           totals [2,C] from reduction/finish.cl: sum dy*xhat, sum dy, of this call alone
// Launch    local (LANES, ROWS), global (LANES, rows rounded up); the lanes share a row
// Params    LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs   VECTOR, see common/vector.cl
// Numerics  float; xhat as in the forward pass, from the statistics that it saved
// Next      fusing the activation before it would save one pass over dx

#include "common/vector.cl"

#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void batch_norm_gradient(const int rows, const int C, __global const float *restrict x,
                         __global const float *restrict gamma, __global const float *restrict mean,
                         __global const float *restrict inverse_std,
                         __global const float *restrict totals, __global const float *dy,
                         __global float *dx) {
  const int row = get_global_id(1);
  if (row >= rows) {
    return;
  }
  const float share = 1.0f / (float)rows;
  for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR) {
    const int count = C - c;
    const floatv r = load_values(inverse_std + c, count);
    const floatv x_hat = (load_values(x + row * C + c, count) - load_values(mean + c, count)) * r;
    const floatv mean_dy_x_hat = load_values(totals + c, count) * share;
    const floatv mean_dy = load_values(totals + C + c, count) * share;
    const floatv g = load_values(dy + row * C + c, count);
    const floatv scale = load_values(gamma + c, count) * r;
    store_values(scale * (g - mean_dy - x_hat * mean_dy_x_hat), dx + row * C + c, count);
  }
}
