// norm/l2_normalize_forward.cl   y = x*r,  r = 1 / sqrt(max(sum of x^2, epsilon^2))
//
// Shapes    x, y [rows,C]   inverse_norms [rows]
// Launch    local (LANES, ROWS), global (LANES, rows rounded up); the lanes share a row
// Params    LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs   VECTOR, see common/vector.cl
//           local memory LANES*ROWS*4 bytes
// Numerics  relative error of r at most (C/(VECTOR*LANES) + log2(VECTOR*LANES) + 4)*2^-24; lengths
//           up to 1.8e19. The divisor that backward uses is the one stored here.
// Next      loss/ fuses the op with the triplet loss

#include "common/vector.cl"
#include "common/row_sum.cl"

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void l2_normalize_forward(const int rows, const int C, const float epsilon,
                          __global const float *restrict x, __global float *restrict y,
                          __global float *restrict inverse_norms) {
  __local float sums[ROWS][LANES];
  const int row = get_global_id(1);
  const int columns = row < rows ? C : 0; // every item of the group has to reach the barriers
  const int first = get_local_id(0) * VECTOR;

  floatv squares = 0.0f;
  for (int c = first; c < columns; c += LANES * VECTOR) {
    const floatv v = load_values(x + row * C + c, C - c);
    squares = fma(v, v, squares);
  }
  const float sum = over_row(sum_of(squares), sums);
  const float floor = epsilon * epsilon;
  const float r = 1.0f / sqrt(sum < floor ? floor : sum); // a NaN stays a NaN
  for (int c = first; c < columns; c += LANES * VECTOR) {
    store_values(load_values(x + row * C + c, C - c) * r, y + row * C + c, C - c);
  }
  if (row < rows && first == 0) {
    inverse_norms[row] = r;
  }
}
