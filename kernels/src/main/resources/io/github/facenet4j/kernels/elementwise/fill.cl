// elementwise/fill.cl   y0 = … = y7 = value
//
// The gradients of a network are some hundred small tensors, and to enqueue a launch takes longer than
// most of them.
//
// Shapes    y0 … y7 [n.s0 … n.s7]; a tensor of 0 values may be absent
//           first = the group with which each of them begins; the absent ones begin behind the last
// Launch    local (GROUP), global the groups of all tensors; one work-item VECTOR values
// Params    GROUP 64: smaller groups cost more to start than they work   VECTOR, see
//           common/vector.cl
// Numerics  exact
// Next      runs at the speed of memory

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void fill(const int8 n, const int8 first, const float value, __global float *y0,
          __global float *y1, __global float *y2, __global float *y3, __global float *y4,
          __global float *y5, __global float *y6, __global float *y7) {
  const int group = get_group_id(0);
  __global float *y = y0;
  int count = n.s0, begin = 0;
#define THIS_FROM(k)          \
  if (group >= first.s##k) {  \
    y = y##k;                 \
    count = n.s##k;           \
    begin = first.s##k;       \
  }
  THIS_FROM(1)
  THIS_FROM(2)
  THIS_FROM(3)
  THIS_FROM(4)
  THIS_FROM(5)
  THIS_FROM(6)
  THIS_FROM(7)
  const int i = ((group - begin) * GROUP + (int)get_local_id(0)) * VECTOR;
  if (i < count) {
    store_values(value, y + i, count - i);
  }
}
