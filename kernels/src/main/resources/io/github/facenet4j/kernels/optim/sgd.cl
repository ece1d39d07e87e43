// optim/sgd.cl   w -= rate*g
//
// Shapes    w, dw [n.s0 … n.s7], eight of each, some of which may be absent; dw is only read;
//           first, see common/several.cl
// Launch    local (GROUP), global the groups of all w; one work-item VECTOR values, one pass
// Params    GROUP, see common/several.cl   DECOUPLED, see common/decay.cl   VECTOR, see
//           common/vector.cl
// Numerics  float, fused multiply-adds
// Next      runs at the speed of memory

#include "common/decay.cl"
#include "common/several.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void sgd(const int8 n, const int8 first, const float rate, const float decay,
         EIGHT(__global float *restrict, weights),
         EIGHT(__global const float *restrict, gradient)) {
  const int k = tensor_of_group(first), i = value_of_item(first, k);
  const int left = OF_EIGHT(n.s, k) - i;
  if (left <= 0) {
    return;
  }
  __global float *weights = OF_EIGHT(weights, k) + i;
  const floatv w = load_values(weights, left);
  const floatv g = decayed_gradient(w, load_values(OF_EIGHT(gradient, k) + i, left), decay);
  store_values(fma(-rate, g, decayed_weights(w, rate, decay)), weights, left);
}
