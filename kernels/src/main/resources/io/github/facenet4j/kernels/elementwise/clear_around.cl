// elementwise/clear_around.cl   zeros in the pixels of a map that a part of it does not have
//
// Concatenation pads a smaller map with zeros. Only the part's channels of the pixels beside it are
// written: the part itself, and the other channels, belong to others.
//
// Shapes    whole [N,H,W,stride]; the part has h rows, w columns and run channels from (top, left,
//           offset) on
// Launch    local (LANES, ROWS), global (LANES, N*H*W rounded up); the lanes share a pixel
// Params    LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs   VECTOR, see common/vector.cl
// Numerics  exact
// Next      runs at the speed of memory

#include "common/vector.cl"

#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void clear_around(const int pixels, const int H, const int W, const int stride, const int h,
                  const int w, const int run, const int top, const int left, const int offset,
                  __global float *whole) {
  const int pixel = get_global_id(1);
  const int i = pixel / W % H - top;
  const int j = pixel % W - left;
  if (pixel >= pixels || (i >= 0 && i < h && j >= 0 && j < w)) {
    return;
  }
  for (int c = get_local_id(0) * VECTOR; c < run; c += LANES * VECTOR) {
    store_values(0.0f, whole + pixel * stride + offset + c, run - c);
  }
}
