// conv2d/01_naive_data_gradient.cl   dx from dy, one work-item per input value           rung 1
//
// Shapes      dx[n,h,w,c] = Σ(u,v,o) dy[n, (h+p−u)/s, (w+p−v)/s, o] · w[u,v,c,o]
//                           over the taps for which the divisions are exact and inside
//             in = (N, H, W, C); outSize = (OH, OW, O, s); taps = (KH, KW, pad h, pad w)
// Launch      global (C, H·W, N), local (16, 4, 1). A gather: every dx is written once, no atomics.
// Numerics    float, fused multiply-add, in order of (u, v, o).
// Next        02_tiled (GPUs), cpu_02_implicit_gemm (processors): forward's kernel over dy.

__kernel void naive_data_gradient(int4 in, int4 outSize, int4 taps, __global const float *dy,
                                  __global const float *w, __global float *dx) {
  const int N = in.s0, H = in.s1, W = in.s2, C = in.s3, OH = outSize.s0, OW = outSize.s1;
  const int O = outSize.s2, s = outSize.s3;
  const int c = get_global_id(0), pixel = get_global_id(1), n = get_global_id(2);
  if (c >= C || pixel >= H * W || n >= N) return;

  float sum = 0.0f;
  for (int u = 0; u < taps.s0; u++) {
    const int hs = pixel / W + taps.s2 - u;
    if (hs < 0 || hs % s != 0 || hs / s >= OH) continue;
    for (int v = 0; v < taps.s1; v++) {
      const int ws = pixel % W + taps.s3 - v;
      if (ws < 0 || ws % s != 0 || ws / s >= OW) continue;
      __global const float *from = dy + (((size_t)n * OH + hs / s) * OW + ws / s) * O;
      __global const float *tap = w + ((size_t)(u * taps.s1 + v) * C + c) * O;
      for (int o = 0; o < O; o++) sum = fma(from[o], tap[o], sum);
    }
  }
  dx[((size_t)n * H * W + pixel) * C + c] = sum;
}
