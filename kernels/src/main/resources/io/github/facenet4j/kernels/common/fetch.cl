// common/fetch.cl   asking for memory ahead                                          included
//
// OpenCL's prefetch() does nothing on PoCL; the builtin is there where the compiler's target is a
// processor and not a portable intermediate language. Elsewhere asking is nothing. Addresses may lie
// outside of any buffer.
//
// Functions ASK(p) into the first cache, ASK_FAR(p) into the second one, ASK_TO_WRITE(p) for a store

#if defined(__has_builtin) && (defined(__x86_64__) || defined(__aarch64__))
#if __has_builtin(__builtin_prefetch)
#define ASK(p) __builtin_prefetch(p)
#define ASK_FAR(p) __builtin_prefetch(p, 0, 2)
#define ASK_TO_WRITE(p) __builtin_prefetch(p, 1)
#endif
#endif
#ifndef ASK
#define ASK(p)
#define ASK_FAR(p)
#define ASK_TO_WRITE(p)
#endif
