// common/past_caches.cl   whether and how stores pass the caches                      included
//
// A processor reads the line that it is about to write, and finds out too late that all of it is
// new: a third of the traffic of a copy. A store that is marked as not to be used again soon goes to
// memory without that. It pays where the result is too large to be found in a cache by the next
// kernel (bn1 of nn4.small2 at batch 90, 53 MB: 5.5 ms to 3.5 ms on two Xeon cores).
//
// Params    STREAM 1: mark stores of whole vectors, which must be aligned to their size | 0: never
// Macros    PASSES_CACHES is defined where they are marked, by STORE_PAST(v, p), v of type floatv
// Portable  a compiler without the builtin stores as always

#ifndef STREAM
#define STREAM 0
#endif
#if STREAM && defined(__has_builtin)
#if __has_builtin(__builtin_nontemporal_store)
#define PASSES_CACHES 1
#define STORE_PAST(v, p) __builtin_nontemporal_store(v, (__global floatv *)(p))
#endif
#endif
