// common/buckets.cl   the negatives of one anchor, by a group                        included
//
// The row of distances is read once, into keys in local memory, and a sweep serves SLOTS pairs at the
// price of one: their distances, sorted, are thresholds t_1 <= .. <= t_m. A face belongs to the bucket
// of all that are below it, and what pair i looks for is the lowest face of the first bucket from i on
// that has any.
//
// Params    GROUP items of the group    SLOTS, a power of two    SEMI_HARD 0|1    FALL_BACK 0|1|2, see
//           triplet/01_naive.cl    CAPACITY of a row
// Numerics  keys order like the floats they come from; of equal faces the one with the lowest index is
//           chosen. Minima and maxima of integers do not depend on the order in which the items come
//           to them: the same answer on every run.

#include "common/distance_key.cl"

#ifndef SEMI_HARD
#define SEMI_HARD 1
#endif
#ifndef FALL_BACK
#define FALL_BACK 0
#endif
#ifndef SLOTS
#define SLOTS 64
#endif
#ifndef CAPACITY
#define CAPACITY 2048
#endif
#define NONE (~0u) // above the key of every distance

/** How many thresholds, of SLOTS in ascending order, are below this key. */
inline int bucket_of(const uint key, __local const uint *thresholds) {
  int below = 0;
#pragma unroll
  for (int step = SLOTS; step > 0; step /= 2) {
    const int next = below + step;
    below = next <= SLOTS && thresholds[min(next, SLOTS) - 1] < key ? next : below;
  }
  return below;
}

/** The first face of the first bucket from this one on that has any, or -1. */
inline int first_from(int bucket, const int last, __local const uint *lowest,
                      __local const int *faces) {
  while (bucket < last && lowest[bucket] == NONE) {
    bucket++;
  }
  return lowest[bucket] == NONE ? -1 : faces[bucket];
}

/** What a group shares while it looks for negatives. */
typedef struct {
  uint unsorted[SLOTS], thresholds[SLOTS]; // NONE behind the last
  uint lowest[SLOTS + 1];                  // key of each bucket, NONE where it is empty
  int faces[SLOTS + 1];                    // the first with that key
  uint highest;                            // of all keys
  int farthest;                            // the first with that key
} Buckets;

/** Fills the slots of anchor a, whose distances the row holds; every item of the group must call. */
inline void select_negatives(const int item, const int a, const int B, const float margin,
                             __global const float *restrict row, __global const int *restrict labels,
                             __global const int *restrict pair_start,
                             __global const int *restrict pair_positive, __local uint *keys,
                             __local Buckets *shared, __global int *negatives) {
  __local uint *unsorted = shared->unsorted, *thresholds = shared->thresholds;
  __local uint *lowest = shared->lowest;
  __local int *faces = shared->faces;
  const int begin = pair_start[a];
  const int end = pair_start[a + 1];
  const int label = labels[a];

  for (int n = item; n < B && begin < end; n += GROUP) {
    const float d = row[n];
    keys[n] = labels[n] != label && !isnan(d) ? key_of(d) : MASKED;
  }
  for (int slot = begin; slot < end; slot += SLOTS) {
    const int count = SEMI_HARD ? min(end - slot, SLOTS) : 0; // of thresholds
    for (int s = item; s <= SLOTS; s += GROUP) {
      lowest[s] = NONE;
      faces[s] = B;
      if (s < SLOTS) {
        const float d = s < count ? row[pair_positive[slot + s]] : NAN;
        unsorted[s] = isnan(d) ? NONE : key_of(d); // above a NaN there is nothing
        thresholds[s] = NONE;
      }
    }
#if FALL_BACK == 2
    if (item == 0) {
      shared->highest = MASKED;
      shared->farthest = B;
    }
#endif
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int s = item; s < count; s += GROUP) {
      int rank = 0;
      for (int other = 0; other < count; other++) {
        rank += unsorted[other] < unsorted[s] || (unsorted[other] == unsorted[s] && other < s);
      }
      thresholds[rank] = unsorted[s];
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    // Faces that follow one another in a bucket meet in a register: the atomics are few, even where
    // nearly all faces are in one bucket.
    int open = 0;
    uint least = NONE, most = MASKED;
    for (int n = item; n < B; n += GROUP) {
      const uint key = keys[n];
      if (key != MASKED) {
        const int bucket = bucket_of(key, thresholds);
        if (bucket != open) {
          if (least != NONE) {
            atomic_min(&lowest[open], least);
          }
          open = bucket;
          least = NONE;
        }
        least = min(least, key);
        most = max(most, key);
      }
    }
    if (least != NONE) {
      atomic_min(&lowest[open], least);
    }
#if FALL_BACK == 2
    atomic_max(&shared->highest, most);
#endif
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int n = item; n < B; n += GROUP) {
      const uint key = keys[n];
      if (key != MASKED) {
        const int bucket = bucket_of(key, thresholds);
        if (key == lowest[bucket]) {
          atomic_min(&faces[bucket], n);
        }
#if FALL_BACK == 2
        if (key == shared->highest) {
          atomic_min(&shared->farthest, n);
        }
#endif
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    for (int s = item; s < SLOTS && slot + s < end; s += GROUP) {
      int n = -1;
#if SEMI_HARD
      const float positive = row[pair_positive[slot + s]];
      if (!isnan(positive)) {
        n = first_from(bucket_of(key_of(positive) + 1, thresholds), count, lowest, faces);
        n = n >= 0 && row[n] < positive + margin ? n : -1; // if the nearest is too far, all are
      }
#endif
#if !SEMI_HARD || FALL_BACK == 1
      n = n < 0 ? first_from(0, count, lowest, faces) : n;
#endif
#if SEMI_HARD && FALL_BACK == 2
      n = n < 0 && shared->farthest < B ? shared->farthest : n;
#endif
      negatives[slot + s] = n;
    }
    barrier(CLK_LOCAL_MEM_FENCE); // the next sweep writes the same local memory
  }
}
