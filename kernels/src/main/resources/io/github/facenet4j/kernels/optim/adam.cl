// optim/adam.cl   m = b1*m + (1-b1)*g; v = b2*v + (1-b2)*g^2; w -= rate*mhat / (sqrt(vhat) + eps)
//
// mhat = m/(1-b1^t) and vhat = v/(1-b2^t); the host computes both divisors, in double precision,
// because 1-b2^t loses digits in float for small t.
//
// Shapes    w, dw, m, v [n.s0 … n.s7], eight of each, some of which may be absent; dw is only read;
//           first, see common/several.cl
// Launch    local (GROUP), global the groups of all w; one work-item VECTOR values, one pass
// Params    GROUP, see common/several.cl   DECOUPLED, see common/decay.cl   VECTOR, see
//           common/vector.cl
// Numerics  float; root and quotients within 3 units in the last place each
// Next      runs at the speed of memory

#include "common/decay.cl"
#include "common/several.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void adam(const int8 n, const int8 first, const float rate, const float decay, const float b1,
          const float rest1, const float b2, const float rest2, const float divisor1,
          const float divisor2, const float epsilon, EIGHT(__global float *restrict, weights),
          EIGHT(__global const float *restrict, gradient),
          EIGHT(__global float *restrict, first_moment),
          EIGHT(__global float *restrict, second_moment)) {
  const int k = tensor_of_group(first), i = value_of_item(first, k);
  const int left = OF_EIGHT(n.s, k) - i;
  if (left <= 0) {
    return;
  }
  __global float *weights = OF_EIGHT(weights, k) + i;
  __global float *first_moment = OF_EIGHT(first_moment, k) + i;
  __global float *second_moment = OF_EIGHT(second_moment, k) + i;
  const floatv w = load_values(weights, left);
  const floatv g = decayed_gradient(w, load_values(OF_EIGHT(gradient, k) + i, left), decay);
  const floatv m = fma(rest1, g, b1 * load_values(first_moment, left)); // rest1 = 1-b1
  const floatv v = fma(rest2 * g, g, b2 * load_values(second_moment, left)); // rest2 = 1-b2
  store_values(m, first_moment, left);
  store_values(v, second_moment, left);
  const floatv step = rate * (m / divisor1) / (sqrt(v / divisor2) + epsilon);
  store_values(decayed_weights(w, rate, decay) - step, weights, left);
}
