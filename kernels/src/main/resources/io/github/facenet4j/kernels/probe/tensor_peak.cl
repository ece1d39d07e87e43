// probe/tensor_peak.cl   matrix instructions from registers alone        the peak of a device's matrix units
//
// Shapes    out [items]
// Launch    local (GROUP), whole warps; global GROUP*groups: many times as many as compute units
// Params    GROUP, a multiple of 32;  PRECISION 1 tf32 | 2 bf16 | 3 fp16;  EMULATE 0|1
//           ROUNDS and what the operands are made of are arguments: no compiler can know the result
// Numerics  operands are in [1,2), 1 where noise is 0: then an item's sum is 32*STEP*rounds
// Next      products cannot be faster that multiply by these instructions

#include "common/warp_tile.cl"

#ifndef GROUP
#define GROUP 256
#endif
// Eight products cover the latency of one, beside those of other warps.
#define CHAINS 8
#define ONES (PRECISION == 1 ? 0x3f800000u : PRECISION == 2 ? 0x3f803f80u : 0x3c003c00u)
#define FRACTION (PRECISION == 1 ? 0x007fe000u : PRECISION == 2 ? 0x007f007fu : 0x03ff03ffu)

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void tensor_peak(const int rounds, const int noise, __global float *restrict out) {
#if EMULATE
  __local uint exchange[GROUP * EXCHANGE_WORDS];
  const int item = get_local_id(0);
#endif
  uint words[6];
  UNROLL
  for (int i = 0; i < 6; i++) {
    uint hash = (uint)(get_global_id(0) * 6 + i) * 0x9e3779b9u * (uint)noise;
    hash = (hash ^ hash >> 15) * 0x85ebca6bu;
    words[i] = ONES | (hash ^ hash >> 13) & FRACTION;
  }
  float sums[CHAINS][4];
  UNROLL
  for (int i = 0; i < CHAINS; i++) {
    UNROLL
    for (int v = 0; v < 4; v++) sums[i][v] = 0.0f;
  }
  for (int round = 0; round < rounds; round++) {
    UNROLL
    for (int i = 0; i < CHAINS; i++)
      multiply_tiles(sums[i], words, words[4], words[5] WITH_EXCHANGE);
  }
  float all = 0.0f;
  UNROLL
  for (int i = 0; i < CHAINS; i++) all += (sums[i][0] + sums[i][1]) + (sums[i][2] + sums[i][3]);
  out[get_global_id(0)] = all;
}
