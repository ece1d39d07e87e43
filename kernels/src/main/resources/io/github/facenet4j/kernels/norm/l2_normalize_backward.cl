// norm/l2_normalize_backward.cl   dx = r*(dy - y*<dy,y>), or r*dy where the norm was clamped
//
// Shapes    y, dy, dx [rows,C]   inverse_norms [rows] from the forward pass
// Launch    local (LANES, ROWS), global (LANES, rows rounded up); the lanes share a row
// Params    LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs   VECTOR, see common/vector.cl
//           local memory LANES*ROWS*4 bytes
// Numerics  float; a norm within a millionth of epsilon counts as clamped
// Next      loss/ fuses the op with the triplet loss

#include "common/vector.cl"
#include "common/row_sum.cl"

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void l2_normalize_backward(const int rows, const int C, const float epsilon,
                           __global const float *restrict y,
                           __global const float *restrict inverse_norms,
                           __global const float *restrict dy, __global float *restrict dx) {
  __local float sums[ROWS][LANES];
  const int row = get_global_id(1);
  const int columns = row < rows ? C : 0; // every item of the group has to reach the barriers
  const int first = get_local_id(0) * VECTOR;

  floatv products = 0.0f;
  for (int c = first; c < columns; c += LANES * VECTOR) {
    const floatv g = load_values(dy + row * C + c, C - c);
    products = fma(g, load_values(y + row * C + c, C - c), products);
  }
  float along = over_row(sum_of(products), sums);
  const float r = row < rows ? inverse_norms[row] : 0.0f;
  along = r * epsilon > 1.0f - 1e-6f ? 0.0f : along;
  for (int c = first; c < columns; c += LANES * VECTOR) {
    const floatv g = load_values(dy + row * C + c, C - c);
    const floatv v = load_values(y + row * C + c, C - c);
    store_values(r * fma(v, -along, g), dx + row * C + c, C - c);
  }
}
