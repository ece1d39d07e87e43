// common/column_sums.cl   sums over a chunk of rows, column by column               included
//
// A kernel over maps [rows,C] with the arguments (rows, C, chunk, ..., partial) writes
//
//     BEGIN_SUMS(n)
//     FOR_EACH_TURN {               // a few rows, whose number in the turn is s
//       FOR_EACH_CHANNEL {          // c the first of VECTOR channels
//         FOR_EACH_ROW {            // r is the row
//           ADD(0, ...); ADD(1, ...);
//         }
//       }
//     }
//     END_SUMS(n)                   // partial [n,chunks,C] holds the sums of each chunk
//
// or FOR_EACH_VALUE for the three loops where neither turns nor channels need work of their own. A turn
// begins with PLACE_ROWS(place, f(r)) where rows lie elsewhere in another map: place[s] is then f(r).
//
// Launch    STREAMED: one work-item a chunk, global (1, chunks). The chunk is walked as STREAMS runs of
//           rows side by side: a core's prefetcher keeps too few loads of one stream in flight for the
//           latency of a server's memory (13 GB/s with one stream, 26 with four, two Xeon cores). The
//           rows of a turn are summed in registers and only then added to the sums in the first cache.
//           Not STREAMED: one work-item a chunk and VECTOR channels, global (ceil(C/VECTOR),
//           chunks), sums in registers; neighbours read neighbouring channels.
// Params    STREAMED 0|1    VECTOR, see common/vector.cl
// Numerics  float, in a fixed order, so the same bits on every run

#include "common/vector.cl"

#ifndef STREAMED
#define STREAMED 1
#endif
#if STREAMED
#define STREAMS 4
#else
#define STREAMS 1
#endif

#define CHUNK_ROWS \
  const int chunk_index = get_global_id(1); \
  const int chunks = (rows + chunk - 1) / chunk; \
  const int first = chunk_index * chunk; \
  const int last = min(rows, first + chunk);
#define PARTIAL(n) (partial + ((n) * chunks + chunk_index) * C + c)
#define ADD(n, term) sums[n] += (term)

#if STREAMED
#define BEGIN_SUMS(n) \
  CHUNK_ROWS \
  enum { SUMS = n }; \
  const int run = (last - first + STREAMS - 1) / STREAMS; \
  for (int s = 0; s < n; s++) { \
    for (int c = 0; c < C; c += VECTOR) { \
      store_values(0.0f, PARTIAL(s), C - c); \
    } \
  }
#define FOR_EACH_TURN for (int t = first; t < first + run; t++)
#define FOR_EACH_CHANNEL for (int c = 0; c < C; c += VECTOR)
// One round of the outer loop: it declares the sums of a turn and sees to them before and after.
#define FOR_EACH_ROW \
  for (floatv sums[SUMS], *held = clear_sums(sums, SUMS); held; \
       held = add_sums(sums, SUMS, partial + chunk_index * C + c, chunks * C, C - c)) \
    for (int s = 0, r = t; r < last; s++, r += run)
#define PLACE_ROWS(place, value) for (int s = 0, r = t; r < last; s++, r += run) place[s] = value;
#define END_SUMS(n)

inline floatv *clear_sums(floatv *sums, const int count) {
  for (int n = 0; n < count; n++) sums[n] = 0.0f;
  return sums;
}

/** Adds them to what lies at p, p + step, ...; returns 0. */
inline floatv *add_sums(const floatv *sums, const int count, __global float *p, const int step,
                        const int channels) {
  for (int n = 0; n < count; n++, p += step) {
    store_values(load_values(p, channels) + sums[n], p, channels);
  }
  return 0;
}
#else
#define BEGIN_SUMS(n) \
  CHUNK_ROWS \
  const int c = get_global_id(0) * VECTOR; \
  if (c >= C) { \
    return; \
  } \
  floatv sums[n]; \
  for (int s = 0; s < n; s++) { \
    sums[s] = 0.0f; \
  }
#define FOR_EACH_TURN for (int r = first; r < last; r++)
#define FOR_EACH_CHANNEL
#define FOR_EACH_ROW for (int s = 0; s < 1; s++)
#define PLACE_ROWS(place, value) place[0] = value;
#define END_SUMS(n) \
  for (int s = 0; s < n; s++) { \
    store_values(sums[s], PARTIAL(s), C - c); \
  }
#endif

#define FOR_EACH_VALUE FOR_EACH_TURN FOR_EACH_CHANNEL FOR_EACH_ROW
