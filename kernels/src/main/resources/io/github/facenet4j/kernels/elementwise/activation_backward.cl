// elementwise/activation_backward.cl   dx = dy * activation'
//
// Shapes    saved, dy, dx [n]; dx may be dy. saved is x or y: they have the same sign, and reach 6
//           together
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values
// Params    GROUP 64   ACTIVATION, see common/activation.cl   VECTOR, see common/vector.cl
// Numerics  exact
// Next      runs at the speed of memory; fusing it with its neighbour is all that is left

#include "common/activation.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void activation_backward(const int n, __global const float *saved, __global const float *dy,
                         __global float *dx) {
  const int i = get_global_id(0) * VECTOR;
  if (i < n) {
    const floatv at = load_values(saved + i, n - i);
    store_values(activation_gradient(at, load_values(dy + i, n - i)), dx + i, n - i);
  }
}
