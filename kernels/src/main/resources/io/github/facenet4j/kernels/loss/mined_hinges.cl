// loss/mined_hinges.cl   negatives, norm, hinges and row of C of one anchor   triplet/03 and loss/02 in one
//
// As triplet/03_buckets and then anchor_hinges.cl, with a launch less: what one group chose it uses at
// once. The keys of the distances and the row of C take turns in the same local memory.
//
// Shapes    as those   B <= CAPACITY
// Launch    local (LANES, ROWS), global (LANES, ROWS*B); one group an anchor
// Params    as those: LANES 8, ROWS 16    SLOTS 64    SEMI_HARD 0|1    FALL_BACK 0|1|2
//           CAPACITY 2048|4096|...; local memory
//           4*CAPACITY + ROWS*(8*LANES+20) + 16*(SLOTS+1) bytes
// Numerics  as those, the same bits
// Next      statistics.cl adds up the rows of partial

#ifndef LANES
#define LANES 8
#endif
#ifndef ROWS
#define ROWS 16
#endif
#define GROUP (LANES * ROWS)
#include "common/buckets.cl"
#include "common/anchor_hinges.cl"

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void mined_hinges(const int B, const int E, const float selection_margin, const float margin,
                  const float epsilon, __global const float *restrict D,
                  __global const int *restrict labels, __global const float *restrict X,
                  __global const int *restrict pair_start, __global const int *restrict pair_positive,
                  __global int *negatives, __global float *restrict inverse_norms,
                  __global float *restrict C, __global float *restrict partial) {
  __local uint row[CAPACITY];
  __local Buckets found;
  __local Hinges shared;
  const int a = get_group_id(1);
  const int item = get_local_id(1) * LANES + get_local_id(0);
  select_negatives(item, a, B, selection_margin, D + a * B, labels, pair_start, pair_positive, row,
                   &found, negatives);
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  anchor_hinges_of(a, B, E, margin, epsilon, X, pair_start, pair_positive, negatives,
                   (__local int *)row, &shared, inverse_norms, C, partial);
}
