// triplet/01_naive.cl   one negative for every anchor-positive pair                 rung 1
//
// The nearest n of another identity with D[a,p] < D[a,n] < D[a,p] + margin; ties go to the lowest
// index. Without SEMI_HARD there are no bounds; a pair without such a negative gets, with FALL_BACK
// 1 the nearest, with 2 the farthest of all other identities.
//
// Shapes    D [B,B]   labels [B]   pair_start [B+1]: the slots of anchor a are pair_start[a] and up
//           pair_positive [T]   negatives [T], -1 where a slot stays empty
// Launch    local (GROUP), global T rounded up; one work-item a slot
// Params    GROUP 64    SEMI_HARD 0|1    FALL_BACK 0|1|2
// Numerics  comparisons alone, so every rung gives the same answer. The label masks, never a large
//           value; a NaN fails every comparison and is never selected.
// Next      the slots of one anchor read the same row again: 02_group and, on processors,
//           cpu_02_vectorised sweep it once for several of them.

#ifndef SEMI_HARD
#define SEMI_HARD 1
#endif
#ifndef FALL_BACK
#define FALL_BACK 0
#endif
#ifndef GROUP
#define GROUP 64
#endif

/** Index of the nearest face of another identity with above < D[a,n], or -1. */
int nearest(const int B, __global const float *restrict row, __global const int *restrict labels,
            const int label, const float above) {
  int best = -1;
  for (int n = 0; n < B; n++) {
    if (labels[n] != label && row[n] > above && (best < 0 || row[n] < row[best])) {
      best = n;
    }
  }
  return best;
}

/** Index of the farthest face of another identity, or -1. */
int farthest(const int B, __global const float *restrict row, __global const int *restrict labels,
             const int label) {
  int best = -1;
  for (int n = 0; n < B; n++) {
    if (labels[n] != label && !isnan(row[n]) && (best < 0 || row[n] > row[best])) {
      best = n;
    }
  }
  return best;
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void naive(const int B, const int T, const float margin, __global const float *restrict D,
           __global const int *restrict labels, __global const int *restrict pair_start,
           __global const int *restrict pair_positive, __global int *restrict negatives) {
  const int slot = get_global_id(0);
  if (slot >= T) {
    return;
  }
  int a = 0; // the anchor is the last one whose slots begin at or before this slot
  for (int step = B; step > 0; step /= 2) {
    while (a + step < B && pair_start[a + step] <= slot) {
      a += step;
    }
  }
  __global const float *row = D + a * B;

  int n = -1;
#if SEMI_HARD
  const float positive = row[pair_positive[slot]];
  n = nearest(B, row, labels, labels[a], positive);
  n = n >= 0 && row[n] < positive + margin ? n : -1; // if the nearest is too far, all are
#endif
#if !SEMI_HARD || FALL_BACK == 1
  n = n < 0 ? nearest(B, row, labels, labels[a], -INFINITY) : n;
#endif
#if SEMI_HARD && FALL_BACK == 2
  n = n < 0 ? farthest(B, row, labels, labels[a]) : n;
#endif
  negatives[slot] = n;
}
