// optim/shorten.cl   x *= min(1, longest/sqrt(sum))                     step 2 of gradient clipping
//
// Shapes    x [n]   sum [1], the squared length of the vector that x is a part of
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values
// Params    GROUP 64   VECTOR, see common/vector.cl
// Numerics  root and quotient within 3 units in the last place each; a vector that is not too long
//           is not touched
// Next      runs at the speed of memory; the optimizers could take the factor with their gradient

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void shorten(const int n, const float longest, __global const float *restrict sum,
             __global float *restrict x) {
  const int i = get_global_id(0) * VECTOR;
  const float length = sqrt(sum[0]);
  if (i < n && !(length <= longest)) {
    store_values(load_values(x + i, n - i) * (longest / length), x + i, n - i);
  }
}
