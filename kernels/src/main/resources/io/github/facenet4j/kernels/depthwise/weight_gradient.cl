// depthwise/weight_gradient.cl   Parts of dw from x and dy, every channel with its own filter
//
// Shapes      parts[q][u,v,c] = Σ over the q-th part of the output rows (n,i), and j
//                               x[n, i·s−p+u, j·s−p+v, c] · dy[n,i,j,c]
//             in = (H, W, C, s); outSize = (OH, OW, rows per part, rows N·OH);
//             taps = (KH, KW, pad h, pad w)
// Launch      global (⌈C/VECTOR⌉, KH·KW, parts): VECTOR channels of one tap over the rows of one part,
//             few enough to stay in a cache while all taps read them. add_partials adds the parts.
// Params      VECTOR  see common/vector.cl
// Numerics    float, fused multiply-add, in order of the pixels of a part.

#include "common/vector.cl"

__kernel void weight_gradient(int4 in, int4 outSize, int4 taps, __global const float *restrict x,
                              __global const float *restrict dy, __global float *restrict parts) {
  const int H = in.s0, W = in.s1, C = in.s2, s = in.s3, OH = outSize.s0, OW = outSize.s1;
  const int c = get_global_id(0) * VECTOR, tap = get_global_id(1), part = get_global_id(2);
  const int begin = part * outSize.s2, end = min(outSize.s3, begin + outSize.s2);
  if (c >= C || tap >= taps.s0 * taps.s1 || begin >= end) return;
  const int count = min(VECTOR, C - c);
  const int up = tap / taps.s1 - taps.s2, left = tap % taps.s1 - taps.s3;

  floatv sum = 0.0f;
  for (int row = begin; row < end; row++) {
    const int n = row / OH, h = row % OH * s + up;
    if (h < 0 || h >= H) continue;
    __global const float *from = x + (((size_t)n * H + h) * W + left) * C + c;
    __global const float *by = dy + (size_t)row * OW * C + c;
    for (int j = 0; j < OW; j++) {
      if (j * s + left < 0 || j * s + left >= W) continue;
      sum = fma(load_values(from + (size_t)j * s * C, count), load_values(by + (size_t)j * C, count), sum);
    }
  }
  store_values(sum, parts + ((size_t)part * taps.s0 * taps.s1 + tap) * C + c, count);
}
