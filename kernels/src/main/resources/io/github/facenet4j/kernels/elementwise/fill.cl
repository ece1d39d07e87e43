// elementwise/fill.cl   y = value
//
// Shapes    y [n]
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values
// Params    GROUP 64: smaller groups cost more to start than they work   VECTOR, see
//           common/vector.cl
// Numerics  exact
// Next      runs at the speed of memory

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void fill(const int n, const float value, __global float *restrict y) {
  const int i = get_global_id(0) * VECTOR;
  if (i < n) {
    store_values(value, y + i, n - i);
  }
}
