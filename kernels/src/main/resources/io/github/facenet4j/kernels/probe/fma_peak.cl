// probe/fma_peak.cl   multiply-adds from registers alone                        the peak of a device
//
// Shapes    out [items,VECTOR]
// Launch    local (GROUP), global GROUP*groups: many times as many groups as compute units
// Params    GROUP, VECTOR 1 and 16 on processors, 256 and 4 on GPUs
//           ROUNDS and what starts the chains are arguments: no compiler can know the result
// Numerics  each chain tends to s/(1-m): nothing overflows or becomes subnormal
// Next      a device's matrix units are faster; their peak is another one

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 256
#endif
// Eight chains cover a latency of four cycles at two multiply-adds a cycle, whatever VECTOR is.
#define EIGHT(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#define STEP(c) chain##c = fma(chain##c, m, s);

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void fma_peak(const int rounds, const float factor, const float start,
              __global float *restrict out) {
  const floatv m = factor;
  const floatv s = start + 1e-6f * get_global_id(0);
#define BEGIN(c) floatv chain##c = s * (1.0f + 0.125f * c);
  EIGHT(BEGIN)
  for (int round = 0; round < rounds; round++) { // four steps, so that the loop itself is little
    EIGHT(STEP) EIGHT(STEP) EIGHT(STEP) EIGHT(STEP)
  }
#define ADD(c) + chain##c
  store_whole((floatv)(0.0f) EIGHT(ADD), out + get_global_id(0) * VECTOR);
}
