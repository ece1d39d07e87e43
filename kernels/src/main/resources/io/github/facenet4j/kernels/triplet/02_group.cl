// triplet/02_group.cl   one negative for every anchor-positive pair                 rung 2
//
// Changed since 01  A work-group takes one anchor. Its items sweep the row side by side, so loads
//                   coalesce, and each sweep serves SLOTS pairs; a tree in local memory then joins
//                   what the items found.
// Shapes            as 01
// Launch            local (GROUP), global GROUP*B; one group an anchor
// Params            GROUP 1|64|128, a power of two    SEMI_HARD 0|1    FALL_BACK 0|1|2
//                   SLOTS 4; local memory (SLOTS+1)*GROUP*8 bytes
// Numerics          as 01: an item keeps the first of equals on its stride, the tree the lower
//                   index
// Next              03_buckets: a sweep serves all pairs of an anchor at the price of one

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
#define SLOTS 4
#endif
#define ALL SLOTS // the search without a lower bound, beside those of the slots
// With FALL_BACK 2 that search is for the farthest: by distances with the sign turned.
#define FALL_BACK_SIGN(s) ((s) == ALL && SEMI_HARD && FALL_BACK == 2 ? -1.0f : 1.0f)

/** Whether face n at distance d comes before face best_n at best_d; -1 stands for nothing found. */
bool before(const float d, const int n, const float best_d, const int best_n) {
  return n >= 0 && (best_n < 0 || d < best_d || (d == best_d && n < best_n));
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void group(const int B, const int T, const float margin, __global const float *restrict D,
           __global const int *restrict labels, __global const int *restrict pair_start,
           __global const int *restrict pair_positive, __global int *restrict negatives) {
  __local float found_d[SLOTS + 1][GROUP];
  __local int found_n[SLOTS + 1][GROUP];
  const int a = get_group_id(0);
  const int item = get_local_id(0);
  const int end = pair_start[a + 1];
  const int label = labels[a];
  __global const float *restrict row = D + a * B;

  for (int slot = pair_start[a]; slot < end; slot += SLOTS) {
    float above[SLOTS + 1];
    float best_d[SLOTS + 1];
    int best_n[SLOTS + 1];
#pragma unroll
    for (int s = 0; s <= SLOTS; s++) { // slots beyond the last repeat it and are not stored
#if SEMI_HARD
      above[s] = s == ALL ? -INFINITY : row[pair_positive[min(slot + s, end - 1)]];
#else
      above[s] = -INFINITY;
#endif
      best_d[s] = INFINITY;
      best_n[s] = -1;
    }
    for (int n = item; n < B; n += GROUP) {
      const float d = row[n];
      const bool other = labels[n] != label;
#pragma unroll
      for (int s = 0; s <= SLOTS; s++) {
        const float wanted = FALL_BACK_SIGN(s) * d;
        const bool nearer = other && wanted > above[s] && (best_n[s] < 0 || wanted < best_d[s]);
        best_d[s] = nearer ? wanted : best_d[s];
        best_n[s] = nearer ? n : best_n[s];
      }
    }
#pragma unroll
    for (int s = 0; s <= SLOTS; s++) {
      found_d[s][item] = best_d[s];
      found_n[s][item] = best_n[s];
    }
    for (int width = GROUP / 2; width > 0; width /= 2) {
      barrier(CLK_LOCAL_MEM_FENCE);
      if (item < width) {
        for (int s = 0; s <= SLOTS; s++) {
          const float d = found_d[s][item + width];
          const int n = found_n[s][item + width];
          if (before(d, n, found_d[s][item], found_n[s][item])) {
            found_d[s][item] = d;
            found_n[s][item] = n;
          }
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int s = item; s < SLOTS && slot + s < end; s += GROUP) {
      int n = found_n[s][0];
#if SEMI_HARD
      n = n >= 0 && found_d[s][0] < row[pair_positive[slot + s]] + margin ? n : -1;
#endif
#if FALL_BACK
      n = n < 0 ? found_n[ALL][0] : n;
#endif
      negatives[slot + s] = n;
    }
    barrier(CLK_LOCAL_MEM_FENCE); // the next sweep writes the same local memory
  }
}
