// depthwise/data_gradient.cl   dx from dy, every channel with its own filter
//
// Shapes      dx[n,h,w,c] = Σ(u,v) dy[n, (h+p−u)/s, (w+p−v)/s, c] · w[u,v,c]
//                           over the taps for which the divisions are exact and inside
//             in = (H, W, C, s); outSize = (OH, OW, span, rows N·H); taps = (KH, KW, pad h, pad w)
// Launch      global (⌈C/VECTOR⌉, ⌈W/span⌉, N·H): VECTOR channels of span pixels of a row of dx. A
//             gather: every dx is written once. The taps that meet a pixel lie s apart.
// Params      VECTOR  see common/vector.cl
// Numerics    float, fused multiply-add, in order of (u, v).

#include "common/vector.cl"

__kernel void data_gradient(int4 in, int4 outSize, int4 taps, __global const float *restrict dy,
                            __global const float *restrict w, __global float *restrict dx) {
  const int H = in.s0, W = in.s1, C = in.s2, s = in.s3, OH = outSize.s0, OW = outSize.s1;
  const int c = get_global_id(0) * VECTOR, row = get_global_id(2);
  if (c >= C || row >= outSize.s3) return;
  const int count = min(VECTOR, C - c), n = row / H, h = row % H + taps.s2;
  const int begin = get_global_id(1) * outSize.s2, end = min(W, begin + outSize.s2);

  for (int q = begin; q < end; q++) {
    const int column = q + taps.s3;
    floatv sum = 0.0f;
    for (int u = h % s; u < taps.s0; u += s) {
      const int i = (h - u) / s;
      if (h < u || i >= OH) continue;
      for (int v = column % s; v < taps.s1; v += s) {
        const int j = (column - v) / s;
        if (column < v || j >= OW) continue;
        sum = fma(load_values(dy + (((size_t)n * OH + i) * OW + j) * C + c, count),
                  load_values(w + (size_t)(u * taps.s1 + v) * C + c, count), sum);
      }
    }
    store_values(sum, dx + ((size_t)row * W + q) * C + c, count);
  }
}
