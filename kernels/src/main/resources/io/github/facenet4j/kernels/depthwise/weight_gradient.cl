// depthwise/weight_gradient.cl   Parts of dw from x and dy, every channel with its own filter
//
// Shapes      parts[q][u,v,c] = Σ over the q-th part of the output rows (n,i), and j
//                               x[n, i·S−p+u, j·S−p+v, c] · dy[n,i,j,c]
//             in = (H, W, C, rows per part); outSize = (OH, OW, rows N·OH); pad = (height, width)
// Launch      local (LANES, ROWS, 1), global (LANES or more, 1 or more, parts): a work-item takes every
//             so many channels and rows of taps, on processors all. Row of pixels by row of pixels it
//             keeps the sums of a row of taps in registers; for the first row of taps it asks for the
//             lines of the next pixels. add_partials adds the parts.
// Params      KH, KW filter, S stride: the taps of a row are unrolled
//             LANES 1, ROWS 1 on processors; LANES 16, ROWS 4 on GPUs
//             VECTOR, WHOLE, see common/vector.cl
// Numerics    float, fused multiply-add; each row's sums in order of its pixels, the rows in order.

#include "common/fetch.cl"
#include "common/vector.cl"

#ifndef KH
#define KH 3
#endif
#ifndef KW
#define KW 3
#endif
#ifndef S
#define S 1
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 1
#endif
#define ADD_TAP(v) sum[v] = fma(load_values(from + (v) * C, count), g, sum[v]);

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void weight_gradient(int4 in, int4 outSize, int2 pad, __global const float *restrict x,
                     __global const float *restrict dy, __global float *restrict parts) {
  const int H = in.s0, W = in.s1, C = in.s2, OH = outSize.s0, OW = outSize.s1;
  const int part = get_global_id(2);
  const int begin = part * in.s3, end = min(outSize.s2, begin + in.s3);

  for (int row = begin; row < end; row++) {
    const int n = row / OH, top = row % OH * S - pad.s0;
    for (int c = get_global_id(0) * VECTOR; c < C; c += get_global_size(0) * VECTOR) {
      const int count = C - c;
      for (int u = get_global_id(1); u < KH; u += get_global_size(1)) {
        const int h = top + u;
        __global float *tap = parts + ((size_t)part * KH * KW + u * KW) * C + c;
        floatv sum[KW];
#pragma unroll
        for (int v = 0; v < KW; v++)
          sum[v] = row == begin ? (floatv)(0.0f) : load_values(tap + v * C, count);

        __global const float *by = dy + (size_t)row * OW * C + c;
        for (int j = 0; h >= 0 && h < H && j < OW; j++) {
          const int left = j * S - pad.s1;
          __global const float *from = x + (((long)n * H + h) * W + left) * C + c;
          const floatv g = load_values(by + j * C, count);
          if (u == 0) {
            ASK_FAR(by + (j + OW) * C);
#pragma unroll
            for (int t = 0; t < S * S; t++) ASK_FAR(from + ((KH + t / S) * W + t % S) * C);
          }
          if (left >= 0 && left + KW <= W) {
#pragma unroll
            for (int v = 0; v < KW; v++) { ADD_TAP(v) }
          } else {
#pragma unroll
            for (int v = 0; v < KW; v++) {
              if (left + v >= 0 && left + v < W) { ADD_TAP(v) }
            }
          }
        }
#pragma unroll
        for (int v = 0; v < KW; v++) store_values(sum[v], tap + v * C, count);
      }
    }
  }
}
