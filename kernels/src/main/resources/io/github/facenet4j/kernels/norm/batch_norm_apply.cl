// norm/batch_norm_apply.cl   y = f( gamma*(x - mean)*r + beta ), f the activation
//
// Shapes    x, y [rows,C]; y may be x   gamma, beta, mean, spread [C]
//           grid, out    where row r lies in y, see common/placed_rows.cl
// Launch    local (LANES, ROWS), global (LANES, rows rounded up); the lanes share a row
// Params    INFER 1: spread is the variance, r = 1/sqrt(spread + epsilon) | 0: spread is r itself
//           ACTIVATION, see common/activation.cl   VECTOR, see common/vector.cl   STREAM, see
//           common/streaming.cl
//           LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs
// Numerics  see common/batch_norm.cl
// Next      inference folds the whole op into the convolution before it

#include "common/batch_norm.cl"
#include "common/placed_rows.cl"
#include "common/streaming.cl"

#ifndef INFER
#define INFER 1
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void batch_norm_apply(const int rows, const int C, const float epsilon, const int2 grid,
                      const int4 out, __global const float *x, __global const float *restrict gamma,
                      __global const float *restrict beta, __global const float *restrict mean,
                      __global const float *restrict spread, __global float *y) {
  const int r = get_global_id(1);
  if (r >= rows) {
    return;
  }
  __global float *to = y + placed_row(r, grid, out);
  for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR) {
    const int count = C - c;
#if INFER
    const floatv inverse_std = 1.0f / sqrt(load_values(spread + c, count) + epsilon);
#else
    const floatv inverse_std = load_values(spread + c, count);
#endif
    const floatv centred = load_values(x + r * C + c, count) - load_values(mean + c, count);
    const floatv scale = load_values(gamma + c, count) * inverse_std;
    const floatv z = affine(centred, scale, load_values(beta + c, count));
    stream_values(activated(z), to + c, count);
  }
}
