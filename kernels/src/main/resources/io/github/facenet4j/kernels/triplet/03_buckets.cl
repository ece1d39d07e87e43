// triplet/03_buckets.cl   one negative for every anchor-positive pair             rung 3, GPUs
//
// Changed since 02  The row of distances is read once, into keys in local memory, and a sweep serves
//                   SLOTS pairs at the price of one. The pairs' distances, sorted, are thresholds
//                   t_1 <= .. <= t_m: a face belongs to the bucket of all that are below it, and
//                   what pair i looks for is the lowest face of the first bucket from i on that has
//                   any. Per face: log2(SLOTS)+1 comparisons instead of SLOTS.
// Shapes            as 01, B <= CAPACITY
// Launch            local (GROUP), global GROUP*B; one group an anchor
// Params            GROUP 64|128|256    SLOTS 64, a power of two    SEMI_HARD 0|1    FALL_BACK 0|1|2
//                   CAPACITY 2048|4096|...; local memory 4*CAPACITY + 16*(SLOTS+1) bytes
// Numerics          as 01: keys order like the floats they come from; of equal faces the one with the
//                   lowest index is chosen. Minima and maxima of integers do not depend on the order
//                   in which the items come to them: the same answer on every run.
// Next              selection while the distances are still in registers, without a matrix

#ifndef GROUP
#define GROUP 128
#endif
#include "common/buckets.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void buckets(const int B, const int T, const float margin, __global const float *restrict D,
             __global const int *restrict labels, __global const int *restrict pair_start,
             __global const int *restrict pair_positive, __global int *restrict negatives) {
  __local uint keys[CAPACITY];
  __local Buckets shared;
  const int a = get_group_id(0);
  select_negatives(get_local_id(0), a, B, margin, D + a * B, labels, pair_start, pair_positive, keys,
                   &shared, negatives);
}
