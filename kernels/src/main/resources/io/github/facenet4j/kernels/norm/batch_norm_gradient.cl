// norm/batch_norm_gradient.cl   dx = gamma*r*(g - mean(g) - xhat*mean(g*xhat)),  g = dy*f'(z)
//
// Shapes    x, dy, dx [rows,C]; dx may be dy   gamma, beta, mean, inverse_std [C]
//           grid, out   where row r lies in dy, see common/placed_rows.cl
//           totals [2,C] from reduction/finish.cl: sum g*xhat, sum g, of this call alone
// Launch    local (LANES, ROWS), global (LANES, rows rounded up); the lanes share a row
// Params    LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs   ACTIVATION, see
//           common/activation.cl   VECTOR, see common/vector.cl   STREAM, see common/streaming.cl
// Numerics  float; xhat and z as in the forward pass, from the statistics that it saved
// Next      reads x and dy a second time: what a channel subtracts is known only after all rows

#include "common/batch_norm.cl"
#include "common/placed_rows.cl"
#include "common/streaming.cl"

#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void batch_norm_gradient(const int rows, const int C, const int2 grid, const int4 out,
                         __global const float *restrict x, __global const float *restrict gamma,
                         __global const float *restrict beta, __global const float *restrict mean,
                         __global const float *restrict inverse_std,
                         __global const float *restrict totals, __global const float *dy,
                         __global float *dx) {
  const int row = get_global_id(1);
  if (row >= rows) {
    return;
  }
  __global const float *from = dy + placed_row(row, grid, out);
  const float share = 1.0f / (float)rows;
  for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR) {
    const int count = C - c;
    const floatv r = load_values(inverse_std + c, count);
    const floatv scale = load_values(gamma + c, count) * r;
    const floatv centred = load_values(x + row * C + c, count) - load_values(mean + c, count);
    const floatv z = affine(centred, scale, load_values(beta + c, count));
    const floatv g = activation_gradient(z, load_values(from + c, count));
    const floatv mean_g_x_hat = load_values(totals + c, count) * share;
    const floatv mean_g = load_values(totals + C + c, count) * share;
    stream_values(scale * (g - mean_g - centred * r * mean_g_x_hat), dx + row * C + c, count);
  }
}
