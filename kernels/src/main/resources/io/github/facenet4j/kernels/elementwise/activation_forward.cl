// elementwise/activation_forward.cl   y = activation(x)
//
// Shapes    x, y [n]; y may be x
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values
// Params    GROUP 64   ACTIVATION, see common/activation.cl   VECTOR, see common/vector.cl
// Numerics  exact; a NaN stays a NaN
// Next      runs at the speed of memory; the epilogue of a convolution has it for nothing

#include "common/activation.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void activation_forward(const int n, __global const float *x, __global float *y) {
  const int i = get_global_id(0) * VECTOR;
  if (i < n) {
    store_values(activated(load_values(x + i, n - i)), y + i, n - i);
  }
}
