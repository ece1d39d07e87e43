// common/activation.cl   pointwise activations on vectors, and their derivatives    included
//
// Params    ACTIVATION 0 none | 1 ReLU | 2 ReLU6; PReLU has kernels of its own, for its slopes
// Numerics  exact. Comparisons, not fmin and fmax: a NaN stays a NaN. Where the derivative jumps it
//           is 0.

#include "common/vector.cl"

#ifndef ACTIVATION
#define ACTIVATION 1
#endif

inline floatv activated(const floatv x) {
#if ACTIVATION == 1
  return x < 0.0f ? (floatv)0.0f : x;
#elif ACTIVATION == 2
  return x < 0.0f ? (floatv)0.0f : x > 6.0f ? (floatv)6.0f : x;
#else
  return x;
#endif
}

/** dy times the derivative; saved is the activation's input or its output. */
inline floatv activation_gradient(const floatv saved, const floatv dy) {
#if ACTIVATION == 1
  return saved > 0.0f ? dy : (floatv)0.0f;
#elif ACTIVATION == 2
  return saved > 0.0f && saved < 6.0f ? dy : (floatv)0.0f;
#else
  return dy;
#endif
}
