// norm/lrn_backward.cl   dx[c] = dy[c]*S[c]^-beta - factor*x[c] * sum of dy[j]*y[j]/S[j] around c
//
// The second term comes from x[c] standing in S[j] of every j in whose window c is; windows are
// symmetric, so those are the j in the window of c. y[j] = x[j]*S[j]^-beta is computed again: one
// map less to read here and to keep from forward to backward.
//
// Shapes    x, dy, dx [rows,C], C <= CAPACITY   scale = alpha/size   factor = 2*alpha*beta/size
// Launch    as lrn_forward
// Params    LANES 1 on processors, 16 on GPUs; the others in common/lrn.cl
//           local memory (CAPACITY + 2*REACH)*12 bytes: S is computed once a channel, not once a
//           window
// Numerics  see common/lrn.cl
// Next      as lrn_forward

#include "common/lrn.cl"

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void lrn_backward(const int rows, const int span, const int C, const int size, const float scale,
                  const float beta, const float k, const float factor,
                  __global const float *restrict x, __global const float *restrict dy,
                  __global float *restrict dx) {
  __local float squares[BUFFER];
  __local float quotients[BUFFER]; // dy*y/S
  __local float direct[BUFFER]; // dy*S^-beta
  const int begin = get_group_id(1) * span, end = min(rows, begin + span);
  clear_margins(squares, C);
  clear_margins(quotients, C);
  for (int row = begin * C; row < end * C; row += C) {
    hold_squares(x + row, C, squares);
    LANES_MEET
    FOR_MY_CHANNELS {
      const floatv s = fma(scale, window_sum(squares, c, size), k);
      const floatv g = load_values(dy + row + c, C - c);
      floatv quotient;
      store_whole(g * to_minus_beta(s, beta, &quotient), direct + REACH + c);
      store_whole(g * quotient * load_values(x + row + c, C - c), quotients + REACH + c);
    }
    LANES_MEET
    FOR_MY_CHANNELS {
      const floatv v = load_values(x + row + c, C - c);
      const floatv first = load_whole(direct + REACH + c);
      store_values(fma(-factor * v, window_sum(quotients, c, size), first), dx + row + c, C - c);
    }
    LANES_MEET
  }
}
