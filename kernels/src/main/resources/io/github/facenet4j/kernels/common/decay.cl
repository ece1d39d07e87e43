// common/decay.cl   how weight decay enters an update                               included
//
// Params    DECOUPLED 0: g = dw + decay*w | 1: g = dw, and w shrinks by rate*decay*w beside the
//           update

#include "common/vector.cl"

#ifndef DECOUPLED
#define DECOUPLED 0
#endif

/** The gradient that the update sees. */
inline floatv decayed_gradient(const floatv w, const floatv dw, const float decay) {
#if DECOUPLED
  return dw;
#else
  return fma(decay, w, dw);
#endif
}

/** The weights that the update is taken from. */
inline floatv decayed_weights(const floatv w, const float rate, const float decay) {
#if DECOUPLED
  return fma(-rate * decay, w, w);
#else
  return w;
#endif
}
