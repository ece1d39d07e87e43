// optim/adam.cl   m = b1*m + (1-b1)*g; v = b2*v + (1-b2)*g^2; w -= rate*mhat / (sqrt(vhat) + eps)
//
// mhat = m/(1-b1^t) and vhat = v/(1-b2^t); the host computes both divisors, in double precision,
// because 1-b2^t loses digits in float for small t.
//
// Shapes    w, dw, m, v [n]; dw is only read
// Launch    local (GROUP), global ceil(n/VECTOR) rounded up; one work-item VECTOR values, one pass
// Params    GROUP 64   DECOUPLED, see common/decay.cl   VECTOR, see common/vector.cl
// Numerics  float; root and quotients within 3 units in the last place each
// Next      runs at the speed of memory; one launch over all parameters would save the small ones

#include "common/decay.cl"

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void adam(const int n, const float rate, const float decay, const float b1, const float rest1,
          const float b2, const float rest2, const float divisor1, const float divisor2,
          const float epsilon, __global float *restrict weights,
          __global const float *restrict gradient, __global float *restrict first_moment,
          __global float *restrict second_moment) {
  const int i = get_global_id(0) * VECTOR;
  if (i >= n) {
    return;
  }
  const floatv w = load_values(weights + i, n - i);
  const floatv g = decayed_gradient(w, load_values(gradient + i, n - i), decay);
  const floatv m = fma(rest1, g, b1 * load_values(first_moment + i, n - i)); // rest1 = 1-b1
  const floatv v = fma(rest2 * g, g, b2 * load_values(second_moment + i, n - i)); // rest2 = 1-b2
  store_values(m, first_moment + i, n - i);
  store_values(v, second_moment + i, n - i);
  const floatv step = rate * (m / divisor1) / (sqrt(v / divisor2) + epsilon);
  store_values(decayed_weights(w, rate, decay) - step, weights + i, n - i);
}
