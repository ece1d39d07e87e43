// optim/ada_grad.cl   h += g^2; w -= rate*g / (sqrt(h) + epsilon)
//
// Shapes    w, dw, h [n.s0 … n.s7], eight of each, some of which may be absent; dw is only read;
//           first, see common/several.cl
// Launch    local (GROUP), global the groups of all w; one work-item VECTOR values, one pass
// Params    GROUP, see common/several.cl   DECOUPLED, see common/decay.cl   VECTOR, see
//           common/vector.cl
// Numerics  float; root and quotient within 3 units in the last place each
// Next      runs at the speed of memory

#include "common/decay.cl"
#include "common/several.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void ada_grad(const int8 n, const int8 first, const float rate, const float decay,
              const float epsilon, EIGHT(__global float *restrict, weights),
              EIGHT(__global const float *restrict, gradient),
              EIGHT(__global float *restrict, squares)) {
  const int k = tensor_of_group(first), i = value_of_item(first, k);
  const int left = OF_EIGHT(n.s, k) - i;
  if (left <= 0) {
    return;
  }
  __global float *weights = OF_EIGHT(weights, k) + i;
  __global float *squares = OF_EIGHT(squares, k) + i;
  const floatv w = load_values(weights, left);
  const floatv g = decayed_gradient(w, load_values(OF_EIGHT(gradient, k) + i, left), decay);
  const floatv h = fma(g, g, load_values(squares, left));
  store_values(h, squares, left);
  const floatv step = rate * g / (sqrt(h) + epsilon);
  store_values(decayed_weights(w, rate, decay) - step, weights, left);
}
