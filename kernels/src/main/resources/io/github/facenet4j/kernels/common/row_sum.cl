// common/row_sum.cl   a sum over the lanes that share a row                         included
//
// Params    LANES    work-items side by side on a row, dimension 0 of the group; a power of two
//           ROWS     rows of a group, dimension 1
// Numerics  a tree of log2(LANES) roundings, in a fixed order

#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

/** The sum over the lanes of a row, in each of them; every item of the group must call. */
inline float over_row(const float mine, __local float sums[ROWS][LANES]) {
  const int lane = get_local_id(0);
  const int row = get_local_id(1);
  sums[row][lane] = mine;
  for (int width = LANES / 2; width > 0; width /= 2) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane < width) {
      sums[row][lane] += sums[row][lane + width];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  return sums[row][0];
}
