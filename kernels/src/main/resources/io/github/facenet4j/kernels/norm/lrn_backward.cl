// norm/lrn_backward.cl   dx[c] = dy[c]*S[c]^-beta - factor*x[c] * sum of dy[j]*y[j]/S[j] around c
//
// The second term comes from x[c] standing in S[j] of every j in whose window c is; windows are
// symmetric, so those are the j in the window of c. y[j] = x[j]*S[j]^-beta is computed again: one
// map less to read here and to keep from forward to backward.
//
// Shapes    x, dy, dx [rows,C], C <= CAPACITY   scale = alpha/size   factor = 2*alpha*beta/size
// Launch    as lrn_forward
// Params    LANES 1 on processors, 16 on GPUs; the others in common/lrn.cl
//           local memory (CAPACITY + 2*REACH)*24 bytes: S is computed once a channel, not once a
//           window
// Numerics  see common/lrn.cl
// Next      as lrn_forward

#include "common/lrn.cl"

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1)))
void lrn_backward(const int rows, const int span, const int C, const int size, const float scale,
                  const float beta, const float k, const float factor,
                  __global const float *restrict x, __global const float *restrict dy,
                  __global float *restrict dx) {
  __local float squares[2][BUFFER];
  __local float quotients[2][BUFFER]; // dy*y/S
  __local float direct[2][BUFFER]; // dy*S^-beta
  const int begin = get_group_id(1) * span, end = min(rows, begin + span);
  for (int i = 0; i < 2; i++) {
    clear_margins(squares[i], C);
    clear_margins(quotients[i], C);
  }
  // Each row is a step behind the one before it: see lrn_forward.
  for (int r = begin; r < end + 2; r++) {
    if (r < end) hold_squares(x + r * C, C, squares[r & 1]);
    if (r > begin && r <= end) {
      const int row = (r - 1) * C, held = (r - 1) & 1;
      FOR_MY_CHANNELS {
        const floatv s = fma(scale, window_sum(squares[held], c, size), k);
        const floatv g = load_values(dy + row + c, C - c);
        const Powers p = to_minus_beta(s, beta);
        store_whole(g * p.power, direct[held] + REACH + c);
        store_whole(g * p.quotient * load_values(x + row + c, C - c), quotients[held] + REACH + c);
      }
    }
    if (r > begin + 1) {
      const int row = (r - 2) * C, held = r & 1;
      FOR_MY_CHANNELS {
        const floatv v = load_values(x + row + c, C - c);
        const floatv first = load_whole(direct[held] + REACH + c);
        stream_values(fma(-factor * v, window_sum(quotients[held], c, size), first), dx + row + c,
                      C - c);
      }
    }
    LANES_MEET
  }
}
