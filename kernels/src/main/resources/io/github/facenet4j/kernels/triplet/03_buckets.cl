// triplet/03_buckets.cl   one negative for every anchor-positive pair             rung 3, GPUs
//
// Changed since 02  The row of distances is read once, into keys in local memory, and a sweep serves
//                   SLOTS pairs at the price of one. The pairs' distances, sorted, are thresholds
//                   t_1 <= .. <= t_m: a face belongs to the bucket of all that are below it, and
//                   what pair i looks for is the lowest face of the first bucket from i on that has
//                   any. Per face: log2(SLOTS)+1 comparisons instead of SLOTS.
// Shapes            as 01, B <= CAPACITY
// Launch            local (GROUP), global GROUP*B; one group an anchor
// Params            GROUP 64|128|256    SLOTS 64, a power of two    SEMI_HARD 0|1    FALL_BACK 0|1|2
//                   CAPACITY 2048|4096|...; local memory 4*CAPACITY + 16*(SLOTS+1) bytes
// Numerics          as 01: keys order like the floats they come from; of equal faces the one with the
//                   lowest index is chosen. Minima and maxima of integers do not depend on the order
//                   in which the items come to them: the same answer on every run.
// Next              selection while the distances are still in registers, without a matrix

#include "common/distance_key.cl"

#ifndef SEMI_HARD
#define SEMI_HARD 1
#endif
#ifndef FALL_BACK
#define FALL_BACK 0
#endif
#ifndef GROUP
#define GROUP 128
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

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void buckets(const int B, const int T, const float margin, __global const float *restrict D,
             __global const int *restrict labels, __global const int *restrict pair_start,
             __global const int *restrict pair_positive, __global int *restrict negatives) {
  __local uint keys[CAPACITY];
  __local uint unsorted[SLOTS], thresholds[SLOTS]; // NONE behind the last
  __local uint lowest[SLOTS + 1];                  // key of each bucket, NONE where it is empty
  __local int faces[SLOTS + 1];                    // the first with that key
#if FALL_BACK == 2
  __local uint highest; // of all keys
  __local int farthest; // the first with that key
#endif
  const int a = get_group_id(0);
  const int item = get_local_id(0);
  const int begin = pair_start[a];
  const int end = pair_start[a + 1];
  const int label = labels[a];
  __global const float *restrict row = D + a * B;

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
      highest = MASKED;
      farthest = B;
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
    atomic_max(&highest, most);
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
        if (key == highest) {
          atomic_min(&farthest, n);
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
      n = n < 0 && farthest < B ? farthest : n;
#endif
      negatives[slot + s] = n;
    }
    barrier(CLK_LOCAL_MEM_FENCE); // the next sweep writes the same local memory
  }
}
