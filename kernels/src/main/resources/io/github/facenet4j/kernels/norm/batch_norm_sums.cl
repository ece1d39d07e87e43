// norm/batch_norm_sums.cl   sums of x and of x^2 by chunk, taken from the chunk's first row
//
// With the chunk's first row as origin o: partial[0] = sum (x - o), partial[1] = sum (x - o)^2.
//
// Shapes    x [rows,C]   partial [2,chunks,C]
// Launch    by common/column_sums.cl, local (GROUP, 1)
// Params    STREAMED 0|1, VECTOR, see common/column_sums.cl   GROUP 1 when STREAMED, else 64
// Numerics  one pass over x, and stable for any mean: an origin among n values lies at most sqrt(n)
//           standard deviations from their mean, so the subtraction in batch_norm_statistics loses
//           at most log2(n) bits of the variance, n <= 1024 being the rows of a chunk
// Next      batch_norm_statistics.cl joins the chunks

#include "common/column_sums.cl"

#ifndef GROUP
#define GROUP 1
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void batch_norm_sums(const int rows, const int C, const int chunk, __global const float *restrict x,
                     __global float *restrict partial) {
  BEGIN_SUMS(2)
  FOR_EACH_TURN {
    FOR_EACH_CHANNEL {
      const floatv origin = load_values(x + first * C + c, C - c);
      FOR_EACH_ROW {
        const floatv v = load_values(x + r * C + c, C - c) - origin;
        ADD(0, v);
        ADD(1, v * v);
      }
    }
  }
  END_SUMS(2)
}
