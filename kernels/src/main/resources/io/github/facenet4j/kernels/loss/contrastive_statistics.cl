// loss/contrastive_statistics.cl   the loss and its counters        step 2 of the contrastive loss
//
// Shapes    partial [7,B] from contrastive.cl   statistics [6]: loss; pairs; pairs with a stranger
//           as near; divisor, the anchors that count; mean D of the pairs; mean D to other
//           identities (0 when none)
// Launch    local (GROUP), global GROUP: one group
// Params    GROUP 64, a power of two    local memory GROUP*28 bytes
// Numerics  B/GROUP sums an item, then a tree of log2(GROUP); counts are exact below 2^24
// Next      gradients divide by statistics[3], so nothing is read back between the passes

#ifndef GROUP
#define GROUP 64
#endif
#define SUMS 7

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void contrastive_statistics(const int B, __global const float *restrict partial,
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
    const float pairs = sums[1][0];
    const float anchors = sums[3][0];
    const float strangers = sums[6][0];
    statistics[0] = anchors == 0.0f ? 0.0f : sums[0][0] / anchors;
    statistics[1] = pairs;
    statistics[2] = sums[2][0];
    statistics[3] = anchors;
    statistics[4] = pairs == 0.0f ? 0.0f : sums[4][0] / pairs;
    statistics[5] = strangers == 0.0f ? 0.0f : sums[5][0] / strangers;
  }
}
