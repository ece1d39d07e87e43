// depthwise/data_gradient.cl   dx from dy, every channel with its own filter
//
// Shapes      dx[n,h,w,c] = Σ(u,v) dy[n, (h+p−u)/S, (w+p−v)/S, c] · w[u,v,c]
//                           over the taps for which the divisions are exact and inside
//             in = (H, W, C); outSize = (OH, OW, span, rows N·H); pad = (height, width)
// Launch      local (LANES, ROWS, 1), global (LANES or more, ⌈W/span⌉, N·H): a work-item takes span
//             pixels of a row of dx, as forward does. A gather: every dx is written once, in the order
//             of memory. The taps that meet a pixel lie S apart.
// Params      KH, KW filter and S stride: constants, as quotients by S are computed for every tap
//             LANES 1, ROWS 1 on processors; LANES 16, ROWS 4 on GPUs
//             VECTOR, WHOLE, see common/vector.cl;  STREAM, see common/streaming.cl
// Numerics    float, fused multiply-add, in order of (u, v).

#include "common/streaming.cl"

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

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void data_gradient(int4 in, int4 outSize, int2 pad, __global const float *restrict dy,
                   __global const float *restrict w, __global float *restrict dx) {
  const int H = in.s0, W = in.s1, C = in.s2, OH = outSize.s0, OW = outSize.s1;
  const int row = get_global_id(2), n = row / H, h = row % H + pad.s0;
  const int begin = get_global_id(1) * outSize.s2, end = min(W, begin + outSize.s2);

  for (int q = begin; q < end; q++) {
    const int column = q + pad.s1;
    for (int c = get_global_id(0) * VECTOR; c < C; c += get_global_size(0) * VECTOR) {
      const int count = C - c;
      floatv sum = 0.0f;
#pragma unroll
      for (int a = 0; a < (KH + S - 1) / S; a++) {
        const int u = h % S + a * S, i = h / S - a;
        if (u >= KH || i < 0 || i >= OH) continue;
#pragma unroll
        for (int b = 0; b < (KW + S - 1) / S; b++) {
          const int v = column % S + b * S, j = column / S - b;
          if (v >= KW || j < 0 || j >= OW) continue;
          sum = fma(load_values(dy + (((size_t)n * OH + i) * OW + j) * C + c, count),
                    load_values(w + (size_t)(u * KW + v) * C + c, count), sum);
        }
      }
      stream_values(sum, dx + ((size_t)row * W + q) * C + c, count);
    }
  }
}
