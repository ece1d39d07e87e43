// common/streaming.cl   stores that pass the caches                                 included
//
// A processor reads the line that it is about to write, and finds out too late that all of it is
// new: a third of the traffic of a copy. A store that is marked as not to be used again soon goes to
// memory without that. It pays where the result is too large to be found in a cache by the next
// kernel (bn1 of nn4.small2 at batch 90, 53 MB: 5.5 ms to 3.5 ms on two Xeon cores).
//
// Params    STREAM 1: mark them; needs p at a multiple of VECTOR floats | 0: as always
// Portable  a compiler without the builtin stores as always

#include "common/vector.cl"

#ifndef STREAM
#define STREAM 0
#endif
#if STREAM && defined(__has_builtin)
#if __has_builtin(__builtin_nontemporal_store)
#define PASSES_CACHES 1
#endif
#endif

/** As store_values, for the last word on these values in this kernel. */
inline void stream_values(const floatv v, __global float *p, const int count) {
#ifdef PASSES_CACHES
  if (count >= VECTOR) {
    __builtin_nontemporal_store(v, (__global floatv *)p);
    return;
  }
#endif
  store_values(v, p, count);
}
