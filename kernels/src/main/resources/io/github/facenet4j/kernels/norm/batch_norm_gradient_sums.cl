// norm/batch_norm_gradient_sums.cl   sums of g*xhat and of g by chunk,  g = dy*f'(z)
//
// Shapes    x, dy [rows,C]   gamma, beta, mean, inverse_std [C]   partial [2,chunks,C]
//           grid, out   where row r lies in dy, see common/placed_rows.cl
// Launch    by common/column_sums.cl, local (GROUP, 1)
// Params    STREAMED 0|1, VECTOR, see common/column_sums.cl   GROUP 1 when STREAMED, else 64
//           ACTIVATION, see common/activation.cl
// Numerics  float, in a fixed order; xhat = (x - mean)*r, z see common/batch_norm.cl
// Next      reduction/finish.cl joins the chunks into dgamma and dbeta; batch_norm_gradient.cl uses
//           the sums

#include "common/batch_norm.cl"
#include "common/column_sums.cl"
#include "common/placed_rows.cl"

#ifndef GROUP
#define GROUP 1
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void batch_norm_gradient_sums(const int rows, const int C, const int chunk, const int2 grid,
                              const int4 out,
                              __global const float *restrict x, __global const float *restrict dy,
                              __global const float *restrict gamma,
                              __global const float *restrict beta,
                              __global const float *restrict mean,
                              __global const float *restrict inverse_std,
                              __global float *restrict partial) {
  BEGIN_SUMS(2)
  FOR_EACH_TURN {
    int place[STREAMS];
    PLACE_ROWS(place, placed_row(r, grid, out))
    FOR_EACH_CHANNEL {
      const int count = C - c;
      const floatv centre = load_values(mean + c, count);
      const floatv inverse = load_values(inverse_std + c, count);
      const floatv scale = load_values(gamma + c, count) * inverse;
      const floatv shift = load_values(beta + c, count);
      FOR_EACH_ROW {
        const floatv centred = load_values(x + r * C + c, count) - centre;
        const floatv z = affine(centred, scale, shift);
        const floatv g = activation_gradient(z, load_values(dy + place[s] + c, count));
        ADD(0, g * centred * inverse);
        ADD(1, g);
      }
    }
  }
  END_SUMS(2)
}
