// loss/statistics.cl   the loss and its counters from the anchors' sums          step 3 of the loss
//
// Shapes    partial [5,B] from hinges.cl   statistics [6]: loss; filled slots; active slots;
//           divisor; mean |e_a - e_p|^2; mean |e_a - e_n|^2 over the filled slots (0 when none)
// Launch    local (GROUP), global GROUP: one group
// Params    GROUP 64, a power of two   DIVISOR 0 one | 1 filled slots | 2 active slots
//           local memory GROUP*20 bytes
// Numerics  B/GROUP sums an item, then a tree of log2(GROUP); counts are exact below 2^24
// Launch of its own because OpenCL 1.2 orders nothing between the groups of one launch: none of them
//           could know that it may read what all others wrote.
// Next      gradients divide by statistics[3], so nothing is read back between the passes

#ifndef GROUP
#define GROUP 64
#endif
#ifndef DIVISOR
#define DIVISOR 1
#endif
#define SUMS 5

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void statistics(const int B, __global const float *restrict partial,
                __global float *restrict statistics) {
  __local float sums[SUMS][GROUP];
  const int item = get_local_id(0);
  for (int s = 0; s < SUMS; s++) {
    float sum = 0.0f;
    for (int a = item; a < B; a += GROUP) {
      sum += partial[s * B + a];
    }
    sums[s][item] = sum;
  }
  for (int width = GROUP / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < width) {
      for (int s = 0; s < SUMS; s++) {
        sums[s][item] += sums[s][item + width];
      }
    }
  }
  if (item == 0) {
    const float filled = sums[1][0];
    const float active = sums[2][0];
    const float divisor = DIVISOR == 0 ? 1.0f : DIVISOR == 1 ? filled : active;
    statistics[0] = divisor == 0.0f ? 0.0f : sums[0][0] / divisor;
    statistics[1] = filled;
    statistics[2] = active;
    statistics[3] = divisor;
    statistics[4] = filled == 0.0f ? 0.0f : sums[3][0] / filled;
    statistics[5] = filled == 0.0f ? 0.0f : sums[4][0] / filled;
  }
}
