// reduction/finish.cl   adds up what the chunks summed                          step 2 of 02_chunks
//
// Shapes    partial [sums,chunks,C], sums 1 or 2   first, second [C], added to; second is NULL for
//           one sum
//           totals [sums,C], assigned, or NULL
// Launch    local (LANES, 1), global (LANES, ceil(C/VECTOR)); a group takes VECTOR channels, its
//           lanes every LANES-th chunk
// Params    LANES 1 on processors, 64 on GPUs, a power of two    VECTOR, see common/vector.cl
//           local memory LANES*VECTOR*4 bytes
// Numerics  float, in a fixed order
// Next      a small part of the whole: it reads one row for every chunk of up to 1,024

#include "common/vector.cl"

#ifndef LANES
#define LANES 1
#endif

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void finish(const int chunks, const int C, __global const float *restrict partial,
            __global float *restrict first, __global float *restrict second,
            __global float *restrict totals) {
  __local floatv tree[LANES];
  const int lane = get_local_id(0);
  const int c = get_global_id(1) * VECTOR;
  for (int s = 0; s < (second ? 2 : 1); s++) {
    floatv sum = 0.0f;
    for (int k = lane; k < chunks; k += LANES) {
      sum += load_values(partial + (s * chunks + k) * C + c, C - c);
    }
    tree[lane] = sum;
    for (int width = LANES / 2; width > 0; width /= 2) {
      barrier(CLK_LOCAL_MEM_FENCE);
      if (lane < width) {
        tree[lane] += tree[lane + width];
      }
    }
    if (lane == 0) {
      __global float *out = (s == 0 ? first : second) + c;
      store_values(load_values(out, C - c) + tree[0], out, C - c);
      if (totals) {
        store_values(tree[0], totals + s * C + c, C - c);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}
