// triplet/batch_hard.cl   the farthest positive and the nearest negative of every face
//
// p = argmax D[a,i] over i of a's identity but a, n = argmin D[a,i] over i of another; ties go to
// the lowest index. Where either is missing both are -1.
//
// Shapes    D [B,B]   labels [B]   positives, negatives [B]
// Launch    local (GROUP), global GROUP*B; one group a face
// Params    GROUP 1|64, a power of two; local memory GROUP*16 bytes
// Numerics  comparisons alone; a NaN fails every comparison and is never selected
// Next      two rows a group would read the labels half as often

#ifndef GROUP
#define GROUP 64
#endif

/** Whether face i at distance d comes before face best_i at best_d; -1 stands for nothing found. */
bool before(const float d, const int i, const float best_d, const int best_i) {
  return i >= 0 && (best_i < 0 || d < best_d || (d == best_d && i < best_i));
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void batch_hard(const int B, __global const float *restrict D, __global const int *restrict labels,
                __global int *restrict positives, __global int *restrict negatives) {
  __local float found_d[2][GROUP]; // of positives with the sign turned, so that both seek the least
  __local int found_i[2][GROUP];
  const int a = get_group_id(0);
  const int item = get_local_id(0);
  const int label = labels[a];
  __global const float *restrict row = D + a * B;
  float best_d[2] = {INFINITY, INFINITY};
  int best_i[2] = {-1, -1};
  for (int i = item; i < B; i += GROUP) {
    const int side = labels[i] != label;
    const float d = side ? row[i] : -row[i];
    if (i != a && d == d && before(d, i, best_d[side], best_i[side])) {
      best_d[side] = d;
      best_i[side] = i;
    }
  }
  for (int side = 0; side < 2; side++) {
    found_d[side][item] = best_d[side];
    found_i[side][item] = best_i[side];
  }
  for (int width = GROUP / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < width) {
      for (int side = 0; side < 2; side++) {
        const float d = found_d[side][item + width];
        const int i = found_i[side][item + width];
        if (before(d, i, found_d[side][item], found_i[side][item])) {
          found_d[side][item] = d;
          found_i[side][item] = i;
        }
      }
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (item == 0) {
    const bool whole = found_i[0][0] >= 0 && found_i[1][0] >= 0;
    positives[a] = whole ? found_i[0][0] : -1;
    negatives[a] = whole ? found_i[1][0] : -1;
  }
}
