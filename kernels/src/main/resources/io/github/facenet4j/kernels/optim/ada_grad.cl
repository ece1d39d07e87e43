// optim/ada_grad.cl   h += g^2; w -= rate*g / (sqrt(h) + epsilon)
//
// Shapes    w, dw, h [n]; dw is only read
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values, one pass
// Params    GROUP 64   DECOUPLED, see common/decay.cl   VECTOR, see common/vector.cl
// Numerics  float; root and quotient within 3 units in the last place each
// Next      runs at the speed of memory; one launch over all parameters would save the small ones

#include "common/decay.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void ada_grad(const int n, const float rate, const float decay, const float epsilon,
              __global float *restrict weights, __global const float *restrict gradient,
              __global float *restrict squares) {
  const int i = get_global_id(0) * VECTOR;
  if (i >= n) {
    return;
  }
  const floatv w = load_values(weights + i, n - i);
  const floatv g = decayed_gradient(w, load_values(gradient + i, n - i), decay);
  const floatv h = fma(g, g, load_values(squares + i, n - i));
  store_values(h, squares + i, n - i);
  const floatv step = rate * g / (sqrt(h) + epsilon);
  store_values(decayed_weights(w, rate, decay) - step, weights + i, n - i);
}
