// elementwise/copy_region.cl   a small map into its place in a large one, or back
//
// A pixel of the part is a run of contiguous values in both maps. The host makes the runs as long
// as it can: a part as wide and deep as the whole is copied by rows.
//
// Shapes    part [N,h,w,run]   whole [N,H,W,stride]; the part begins at (top, left, offset) of the
//           whole
// Launch    local (LANES, ROWS), global (LANES, N*h*w rounded up); the lanes share a run
// Params    EXTRACT 0 part to whole | 1 whole to part   LANES 1, ROWS 64 on processors; LANES 16,
//           ROWS 4 on GPUs   VECTOR, see common/vector.cl   STREAM, see common/streaming.cl
// Numerics  a copy
// Next      runs at the speed of memory; convolutions and pools write into the whole themselves

#include "common/streaming.cl"

#ifndef EXTRACT
#define EXTRACT 0
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void copy_region(const int runs, const int h, const int w, const int run, const int H, const int W,
                 const int stride, const int top, const int left, const int offset,
                 __global float *part, __global float *whole) {
  const int index = get_global_id(1);
  if (index >= runs) {
    return;
  }
  const int j = index % w;
  const int i = index / w % h;
  const int n = index / w / h;
  __global float *p = part + index * run;
  __global float *q = whole + ((n * H + top + i) * W + left + j) * stride + offset;
  for (int c = get_local_id(0) * VECTOR; c < run; c += LANES * VECTOR) {
#if EXTRACT
    stream_values(load_values(q + c, run - c), p + c, run - c);
#else
    stream_values(load_values(p + c, run - c), q + c, run - c);
#endif
  }
}
