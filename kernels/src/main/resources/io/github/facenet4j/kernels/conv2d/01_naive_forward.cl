// conv2d/01_naive_forward.cl   y = epilogue(x ∗ w), one work-item per output value     rung 1
//
// Shapes      x [N,H,W,C]; w HWIO; y [N,OH,OW,O];
//             y[n,i,j,o] = Σ(u,v,c) x[n, i·s−p+u, j·s−p+v, c] · w[u,v,c,o]            x is 0 outside
//             in = (N, H, W, C); outSize = (OH, OW, O, s); taps = (KH, KW, pad h, pad w)
//             out = (image, row, pixel, first)  steps in y and its first value, in floats: y may be
//             part of a larger map
// Launch      global (O, OH·OW, N), local (16, 4, 1): neighbours share the pixel, and load and store
//             neighbouring channels.
// Numerics    float, fused multiply-add, in order of (u, v, c).
// Next        02_tiled (GPUs), cpu_02_implicit_gemm (processors): every x is read O times here.

#include "common/epilogue.cl"

__kernel void naive_forward(int4 in, int4 outSize, int4 taps, int4 out,
                            __global const float *x, __global const float *w,
                            __global const float *bias, __global const float *residual,
                            __global const float *slopes, int activation, __global float *y) {
  const int N = in.s0, H = in.s1, W = in.s2, C = in.s3, OH = outSize.s0, OW = outSize.s1;
  const int O = outSize.s2, o = get_global_id(0), pixel = get_global_id(1), n = get_global_id(2);
  if (o >= O || pixel >= OH * OW || n >= N) return;
  const int h0 = pixel / OW * outSize.s3 - taps.s2, w0 = pixel % OW * outSize.s3 - taps.s3;

  float sum = 0.0f;
  for (int u = 0; u < taps.s0; u++) {
    for (int v = 0; v < taps.s1; v++) {
      const int h = h0 + u, q = w0 + v;
      if (h < 0 || h >= H || q < 0 || q >= W) continue;
      __global const float *from = x + (((size_t)n * H + h) * W + q) * C;
      __global const float *tap = w + (size_t)(u * taps.s1 + v) * C * O + o;
      for (int c = 0; c < C; c++) sum = fma(from[c], tap[(size_t)c * O], sum);
    }
  }
  const size_t at = out.s3 + (size_t)n * out.s0 + (size_t)(pixel / OW) * out.s1 +
                    (size_t)(pixel % OW) * out.s2 + o;
  y[at] = epilogue(sum, at, o, bias, residual, slopes, activation);
}
