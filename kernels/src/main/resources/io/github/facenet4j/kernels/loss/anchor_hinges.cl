// loss/anchor_hinges.cl   norm, hinges and row of C of one anchor           forward pass of 02_sparse
//
// As hinges.cl, with the norms of inverse_norms.cl: one launch for both. Several lanes share the rows
// of a slot, so that neighbours read neighbouring addresses, and the row of C is put together in
// local memory, where the many slots that share a negative meet.
//
// Shapes    as hinges.cl; inverse_norms is written too   B <= CAPACITY
// Launch    local (LANES, ROWS), global (LANES, ROWS*B); one group an anchor, ROWS slots at a time
// Params    LANES 8, ROWS 16, powers of two    CAPACITY 2048|4096|...
//           local memory 4*CAPACITY + ROWS*(8*LANES+20) bytes
// Numerics  differences are squared, so nothing cancels; float. Error of r at most (E/LANES + 8)*2^-24,
//           relative; every group that needs the norm of a face finds the same bits. C holds small
//           integers, counted as integers: exact in any order. The other sums keep one order.
// Next      statistics.cl adds up the rows of partial

#include "common/anchor_hinges.cl"

#ifndef CAPACITY
#define CAPACITY 2048
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void anchor_hinges(const int B, const int E, const float margin, const float epsilon,
                   __global const float *restrict X, __global const int *restrict pair_start,
                   __global const int *restrict pair_positive, __global const int *restrict negatives,
                   __global float *restrict inverse_norms, __global float *restrict C,
                   __global float *restrict partial) {
  __local int row[CAPACITY];
  __local Hinges shared;
  anchor_hinges_of(get_group_id(1), B, E, margin, epsilon, X, pair_start, pair_positive, negatives, row,
                   &shared, inverse_norms, C, partial);
}
