// elementwise/prelu_backward.cl   dx = dy where x > 0, else slope[c]*dy; and the sums for dslopes
//
// dslopes[c] += sum over rows of dy*x where x <= 0: summed here by chunks, added up by
// reduction/finish.cl, so x and dy are read once.
//
// Shapes    x, dy, dx [rows,C]; dx may be dy   slopes [C]   partial [1,chunks,C]
// Launch    by common/column_sums.cl, local (GROUP, 1)
// Params    STREAMED 0|1, VECTOR, see common/column_sums.cl   GROUP 1 when STREAMED, else 64
// Numerics  dx exact to one rounding; float sums in a fixed order
// Next      runs at the speed of memory; fusing it with its neighbour is all that is left

#include "common/column_sums.cl"

#ifndef GROUP
#define GROUP 1
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void prelu_backward(const int rows, const int C, const int chunk, __global const float *x,
                    __global const float *restrict slopes, __global const float *dy,
                    __global float *dx, __global float *restrict partial) {
  BEGIN_SUMS(1)
  FOR_EACH_VALUE {
    const floatv at = load_values(x + r * C + c, C - c);
    const floatv g = load_values(dy + r * C + c, C - c);
    const floatv slope = load_values(slopes + c, C - c);
    store_values(at > 0.0f ? g : slope * g, dx + r * C + c, C - c);
    ADD(0, at <= 0.0f ? g * at : (floatv)0.0f);
  }
  END_SUMS(1)
}
