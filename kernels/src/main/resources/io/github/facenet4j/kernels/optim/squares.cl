// optim/squares.cl   partial sums of x^2, one a group                    step 1 of gradient clipping
//
// Shapes    x [n]   partial [groups]
// Launch    local (GROUP), global GROUP*groups; an item takes every GROUP*groups-th vector
// Params    GROUP 64, a power of two   VECTOR, see common/vector.cl   local memory GROUP*4 bytes
// Numerics  float; n/(VECTOR*GROUP*groups) terms an item, then trees: the same bits on every run
// Next      common/add_partials.cl adds them to the sum over all parameters; optim/shorten.cl uses it

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void squares(const int n, __global const float *restrict x, __global float *restrict partial) {
  __local float sums[GROUP];
  const int item = get_local_id(0);
  floatv squares = 0.0f;
  for (int i = get_global_id(0) * VECTOR; i < n; i += get_global_size(0) * VECTOR) {
    const floatv v = load_values(x + i, n - i);
    squares = fma(v, v, squares);
  }
  sums[item] = sum_of(squares);
  for (int width = GROUP / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < width) {
      sums[item] += sums[item + width];
    }
  }
  if (item == 0) {
    partial[get_group_id(0)] = sums[0];
  }
}
