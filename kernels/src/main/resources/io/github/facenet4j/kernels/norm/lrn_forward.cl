// norm/lrn_forward.cl   y[c] = x[c] * S[c]^-beta,  S[c] = k + scale * sum of x[j]^2 around c
//
// Shapes    x, y [rows,C], C <= CAPACITY   scale = alpha/size
// Launch    local (LANES, 1), global (LANES, ceil(rows/span)); a group takes span rows in turn: one
//           on GPUs, so many on processors that starting a group does not show
// Params    LANES 1 on processors, 16 on GPUs; the others in common/lrn.cl
//           local memory (CAPACITY + 2*REACH)*8 bytes: a row's squares are held while the row before
//           is summed, because a load of what was just stored in other pieces waits for the stores
// Numerics  see common/lrn.cl; the window is summed anew for every channel, so nothing drifts
// Next      a running sum would need two additions a channel instead of size, and would drift

#include "common/lrn.cl"

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void lrn_forward(const int rows, const int span, const int C, const int size, const float scale,
                 const float beta, const float k, __global const float *restrict x,
                 __global float *restrict y) {
  __local float squares[2][BUFFER];
  const int begin = get_group_id(1) * span, end = min(rows, begin + span);
  clear_margins(squares[0], C);
  clear_margins(squares[1], C);
  for (int r = begin; r <= end; r++) {
    if (r < end) hold_squares(x + r * C, C, squares[r & 1]);
    if (r > begin) {
      const int row = (r - 1) * C;
      __local const float *held = squares[(r - 1) & 1];
      FOR_MY_CHANNELS {
        const floatv s = fma(scale, window_sum(held, c, size), k);
        const floatv power = to_minus_beta(s, beta).power;
        stream_values(load_values(x + row + c, C - c) * power, y + row + c, C - c);
      }
    }
    LANES_MEET
  }
}
