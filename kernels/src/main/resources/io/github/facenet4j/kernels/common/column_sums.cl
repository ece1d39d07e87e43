// common/column_sums.cl   sums over a chunk of rows, column by column               included
//
// A kernel over maps [rows,C] with the arguments (rows, C, chunk, ..., partial) writes
//
//     BEGIN_SUMS(n)
//     FOR_EACH_ROW {              // r is the row
//       FOR_EACH_CHANNEL {        // c the first of VECTOR channels
//         ADD(0, ...); ADD(1, ...);
//       }
//     }
//     END_SUMS(n)                 // partial [n,chunks,C] holds the sums of each chunk
//
// or FOR_EACH_VALUE for both loops where a row needs no work of its own.
//
// Launch    STREAMED: one work-item a chunk, global (1, chunks). Whole rows are read in the order of
//           memory, the sums stay in the first cache. The chunk is walked as STREAMS runs of rows in
//           turns: a core's prefetcher keeps too few loads of one stream in flight for the latency
//           of a server's memory (13 GB/s with one stream, 26 with four, two Xeon cores).
//           Not STREAMED: one work-item a chunk and VECTOR channels, global (ceil(C/VECTOR),
//           chunks), sums in registers; neighbours read neighbouring channels.
// Params    STREAMED 0|1    VECTOR, see common/vector.cl
// Numerics  float, in a fixed order, so the same bits on every run

#include "common/vector.cl"

#ifndef STREAMED
#define STREAMED 1
#endif
#define STREAMS 4

#define CHUNK_ROWS \
  const int chunk_index = get_global_id(1); \
  const int chunks = (rows + chunk - 1) / chunk; \
  const int first = chunk_index * chunk; \
  const int last = min(rows, first + chunk);
#define PARTIAL(n) (partial + ((n) * chunks + chunk_index) * C + c)

#if STREAMED
#define BEGIN_SUMS(n) \
  CHUNK_ROWS \
  for (int s = 0; s < n; s++) { \
    for (int c = 0; c < C; c += VECTOR) { \
      store_values(0.0f, PARTIAL(s), C - c); \
    } \
  }
#define FOR_EACH_ROW \
  for (int t = 0, run = (last - first + STREAMS - 1) / STREAMS; t < run; t++) \
    for (int r = first + t; r < last; r += run)
#define FOR_EACH_CHANNEL for (int c = 0; c < C; c += VECTOR)
#define ADD(n, term) store_values(load_values(PARTIAL(n), C - c) + (term), PARTIAL(n), C - c)
#define END_SUMS(n)
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
#define FOR_EACH_ROW for (int r = first; r < last; r++)
#define FOR_EACH_CHANNEL
#define ADD(n, term) sums[n] += (term)
#define END_SUMS(n) \
  for (int s = 0; s < n; s++) { \
    store_values(sums[s], PARTIAL(s), C - c); \
  }
#endif

#define FOR_EACH_VALUE FOR_EACH_ROW FOR_EACH_CHANNEL
