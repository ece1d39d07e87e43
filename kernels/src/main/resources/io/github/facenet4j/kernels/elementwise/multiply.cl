// elementwise/multiply.cl   y = a*b, value by value
//
// Shapes    a, b, y [n]; y may be a or b, so nothing here is restrict
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values
// Params    GROUP 64   VECTOR, see common/vector.cl
// Numerics  one rounding a value
// Next      runs at the speed of memory

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void multiply(const int n, __global const float *a, __global const float *b, __global float *y) {
  const int i = get_global_id(0) * VECTOR;
  if (i < n) {
    store_values(load_values(a + i, n - i) * load_values(b + i, n - i), y + i, n - i);
  }
}
