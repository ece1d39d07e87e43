// common/streaming.cl   vectors of VECTOR values that pass the caches                 included
//
// Params    STREAM, see common/past_caches.cl; 1 needs p at a multiple of VECTOR floats

#include "common/past_caches.cl"
#include "common/vector.cl"

/** As store_values, for the last word on these values in this kernel. */
inline void stream_values(const floatv v, __global float *p, const int count) {
#ifdef PASSES_CACHES
  if (count >= VECTOR) {
    STORE_PAST(v, p);
    return;
  }
#endif
  store_values(v, p, count);
}
