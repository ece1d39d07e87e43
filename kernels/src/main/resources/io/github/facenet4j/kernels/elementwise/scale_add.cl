// elementwise/scale_add.cl   y = alpha*x + beta*y
//
// Shapes    x, y [n]
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values
// Params    GROUP 64   VECTOR, see common/vector.cl   KEEP 0|1: with 0, beta is 0 and the old y,
//           which may hold anything, is not read
// Numerics  two roundings a value
// Next      runs at the speed of memory

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 64
#endif
#ifndef KEEP
#define KEEP 1
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void scale_add(const int n, const float alpha, __global const float *x, const float beta,
               __global float *y) {
  const int i = get_global_id(0) * VECTOR;
  if (i < n) {
    floatv sum = alpha * load_values(x + i, n - i);
#if KEEP
    sum = fma(beta, load_values(y + i, n - i), sum);
#endif
    store_values(sum, y + i, n - i);
  }
}
