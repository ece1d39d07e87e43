// reduction/02_chunks.cl   partial[k,c] = sum over the rows of chunk k of X[r,c]    rung 2
//
// Changed since 01  The rows are cut into chunks that are summed at the same time; finish.cl adds
//                   up the chunks. Two launches instead of one atomic: the order of the sums stays
//                   fixed.
// Shapes            X [rows,C]   partial [1,chunks,C], chunks = ceil(rows/chunk)
// Launch            local (1, 1) or (GROUP, 1), global by common/column_sums.cl
// Params            STREAMED 0|1, VECTOR, see common/column_sums.cl   GROUP 1 when STREAMED, else
//                   64
// Numerics          float: chunk terms in order, then the chunks in order
// Next              kernels that know their terms sum while they compute: prelu_backward,
//                   batch_norm_...

#include "common/column_sums.cl"

#ifndef GROUP
#define GROUP 1
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void chunks(const int rows, const int C, const int chunk, __global const float *restrict X,
            __global float *restrict partial) {
  BEGIN_SUMS(1)
  FOR_EACH_VALUE {
    ADD(0, load_values(X + r * C + c, C - c));
  }
  END_SUMS(1)
}
