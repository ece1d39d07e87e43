// common/lrn.cl   one row of local response normalisation in local memory           included
//
// S[c] = k + scale * sum of x[j]^2 over the window around c, scale = alpha/size. A row buffer
// begins REACH places before channel 0 and ends REACH behind the last; what lies outside the row is
// 0, so a window needs no edges.
//
// Params    CAPACITY     channels that a buffer holds, a multiple of VECTOR
//           REACH        a multiple of VECTOR, at least half the window
//           THREE_QUARTERS 1: beta is 0.75 and S^-beta takes two roots instead of a power
//           LANES        work-items that share the row
//           VECTOR, see common/vector.cl
// Numerics  roots and quotient within 3 units in the last place each; powr within 16

#include "common/vector.cl"

#ifndef LANES
#define LANES 1
#endif
#ifndef CAPACITY
#define CAPACITY 64
#endif
#ifndef REACH
#define REACH 16
#endif
#ifndef THREE_QUARTERS
#define THREE_QUARTERS 1
#endif
#define BUFFER (CAPACITY + 2 * REACH)
#define FOR_MY_CHANNELS for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR)

/** Zeros before the row and behind its last vector. */
inline void clear_margins(__local float *buffer, const int C) {
  const int end = REACH + (C + VECTOR - 1) / VECTOR * VECTOR;
  for (int t = get_local_id(0); t < REACH; t += LANES) {
    buffer[t] = 0.0f;
    buffer[end + t] = 0.0f;
  }
}

/** The sum over the window around each of VECTOR channels. */
inline floatv window_sum(__local const float *buffer, const int c, const int size) {
  floatv sum = 0.0f;
  for (int j = -(size / 2); j <= size / 2; j++) {
    sum += load_whole(buffer + REACH + c + j);
  }
  return sum;
}

inline floatv to_minus_beta(const floatv s, const float beta) {
#if THREE_QUARTERS
  const floatv root = sqrt(s);
  return 1.0f / (root * sqrt(root));
#else
  return powr(s, (floatv)-beta);
#endif
}
