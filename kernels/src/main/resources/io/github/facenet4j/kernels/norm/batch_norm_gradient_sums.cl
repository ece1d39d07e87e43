// norm/batch_norm_gradient_sums.cl   sums of dy*xhat and of dy by chunk, xhat = (x - mean)*r
//
// Shapes    x, dy [rows,C]   mean, inverse_std [C]   partial [2,chunks,C]
// Launch    by common/column_sums.cl, local (GROUP, 1)
// Params    STREAMED 0|1, VECTOR, see common/column_sums.cl   GROUP 1 when STREAMED, else 64
// Numerics  float, in a fixed order
// Next      reduction/finish.cl joins the chunks into dgamma and dbeta; batch_norm_gradient.cl uses
//           the sums

#include "common/column_sums.cl"

#ifndef GROUP
#define GROUP 1
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void batch_norm_gradient_sums(const int rows, const int C, const int chunk,
                              __global const float *restrict x, __global const float *restrict dy,
                              __global const float *restrict mean,
                              __global const float *restrict inverse_std,
                              __global float *restrict partial) {
  BEGIN_SUMS(2)
  FOR_EACH_VALUE {
    const floatv centred = load_values(x + r * C + c, C - c) - load_values(mean + c, C - c);
    const floatv g = load_values(dy + r * C + c, C - c);
    ADD(0, g * centred * load_values(inverse_std + c, C - c));
    ADD(1, g);
  }
  END_SUMS(2)
}
