// elementwise/prelu_forward.cl   y = x where x > 0, else slope[c]*x
//
// Shapes    x, y [rows,C]; y may be x   slopes [C]
// Launch    local (LANES, ROWS), global (LANES, rows rounded up); the lanes share a row
// Params    LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs   VECTOR, see common/vector.cl
// Numerics  one rounding; a NaN stays a NaN
// Next      runs at the speed of memory; the epilogue of a convolution has it for nothing

#include "common/vector.cl"

#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void prelu_forward(const int rows, const int C, __global const float *x,
                   __global const float *restrict slopes, __global float *y) {
  const int r = get_global_id(1);
  if (r >= rows) {
    return;
  }
  for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR) {
    const floatv v = load_values(x + r * C + c, C - c);
    const floatv slope = load_values(slopes + c, C - c);
    store_values(v > 0.0f ? v : slope * v, y + r * C + c, C - c);
  }
}
