// elementwise/fill.cl   y0 = … = y7 = value
//
// Shapes    y0 … y7 [n.s0 … n.s7], some of which may be absent; first, see common/several.cl
// Launch    local (GROUP), global the groups of all tensors; one work-item VECTOR values
// Params    GROUP, see common/several.cl   VECTOR, see common/vector.cl
// Numerics  exact
// Next      runs at the speed of memory

#include "common/several.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void fill(const int8 n, const int8 first, const float value, EIGHT(__global float *, y)) {
  const int k = tensor_of_group(first), i = value_of_item(first, k);
  const int left = OF_EIGHT(n.s, k) - i;
  if (left > 0) {
    store_values(value, OF_EIGHT(y, k) + i, left);
  }
}
