// optim/momentum.cl   v = mu*v + g; w -= rate*v
//
// Shapes    w, dw, v [n]; dw is only read
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values, one pass
// Params    GROUP 64   DECOUPLED, see common/decay.cl   VECTOR, see common/vector.cl
// Numerics  float, fused multiply-adds
// Next      runs at the speed of memory; one launch over all parameters would save the small ones

#include "common/decay.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void momentum(const int n, const float rate, const float decay, const float mu,
              __global float *restrict weights, __global const float *restrict gradient,
              __global float *restrict velocity) {
  const int i = get_global_id(0) * VECTOR;
  if (i >= n) {
    return;
  }
  const floatv w = load_values(weights + i, n - i);
  const floatv g = decayed_gradient(w, load_values(gradient + i, n - i), decay);
  const floatv v = fma(mu, load_values(velocity + i, n - i), g);
  store_values(v, velocity + i, n - i);
  store_values(fma(-rate, v, decayed_weights(w, rate, decay)), weights + i, n - i);
}
