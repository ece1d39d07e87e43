// common/lrn.cl   one row of local response normalisation in local memory           included
//
// S[c] = k + scale * sum of x[j]^2 over the window around c, scale = alpha/size. A row buffer
// begins REACH places before channel 0 and ends REACH behind the last; what lies outside the row is
// 0, so a window needs no edges.
//
// Params    CAPACITY     channels that a buffer holds, a multiple of VECTOR
//           REACH        a multiple of VECTOR, at least half the window
//           THREE_QUARTERS 1: beta is 0.75 and k a normal number: S^-beta by Newton's steps
//           LANES        work-items that share the row
//           VECTOR, see common/vector.cl;  STREAM, see common/streaming.cl
// Numerics  S^-0.75 within 7*2^-24 of itself (measured over all exponents), the quotient by S within
//           17*2^-24; powr within 16 units in
//           the last place

#include "common/streaming.cl"

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
// A lane alone needs no barrier, and a loop around one is slow on processors.
#if LANES > 1
#define LANES_MEET barrier(CLK_LOCAL_MEM_FENCE);
#else
#define LANES_MEET
#endif
#define FOR_MY_CHANNELS for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR)

/** Zeros before the row and behind its last vector. */
inline void clear_margins(__local float *buffer, const int C) {
  const int end = REACH + (C + VECTOR - 1) / VECTOR * VECTOR;
  for (int t = get_local_id(0); t < REACH; t += LANES) {
    buffer[t] = 0.0f;
    buffer[end + t] = 0.0f;
  }
}

/** Squares of a row, for the sums over windows. */
inline void hold_squares(__global const float *row, const int C, __local float *squares) {
  FOR_MY_CHANNELS {
    const floatv v = load_values(row + c, C - c);
    store_whole(v * v, squares + REACH + c);
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

#if THREE_QUARTERS
/**
 * One step towards q = s^-1/4, without roots or quotients, which take processors several times as
 * long: with e = 1 - s q^4 the wanted value is q (1 - e)^-1/4 = q (1 + e/4 + 5/32 e^2 + ...).
 */
inline floatv towards_fourth_root(const floatv s, const floatv q) {
  const floatv q2 = q * q, e = fma(-s * q2, q2, (floatv)1.0f);
  return fma(q * e, fma((floatv)0.15625f, e, (floatv)0.25f), q);
}
#endif

/** s^-beta and s^-beta/s. */
typedef struct {
  floatv power;
  floatv quotient;
} Powers;

inline Powers to_minus_beta(const floatv s, const float beta) {
#if THREE_QUARTERS
  // A float's bits are nearly its logarithm: divided by -4 they start within 3.2% of s^-1/4, and
  // each step cubes what is missing. An infinite s would come out as one.
  const floatv t = s > FLT_MAX ? (floatv)FLT_MAX : s;
  const floatv start = as_floatv((intv)0x4f586000 - (as_intv(t) >> 2));
  const floatv q = towards_fourth_root(t, towards_fourth_root(t, start));
  const floatv q2 = q * q, power = q2 * q;
  const Powers powers = {power, q2 * q2 * power};
#else
  const floatv power = powr(s, (floatv)-beta);
  const Powers powers = {power, power / s};
#endif
  return powers;
}
