// depthwise/forward.cl   y = epilogue(x ∗ w), every channel with its own filter
//
// Shapes      x [N,H,W,C]; w [KH,KW,1,C]; y [N,OH,OW,C];
//             y[n,i,j,c] = Σ(u,v) x[n, i·s−p+u, j·s−p+v, c] · w[u,v,c]               x is 0 outside
//             in = (H, W, C, s); outSize = (OH, OW, span, rows N·OH); taps = (KH, KW, pad h, pad w)
//             out = (image, row, pixel, first)  steps in y and its first value, in floats: y may be
//             part of a larger map
// Launch      global (⌈C/VECTOR⌉, ⌈OW/span⌉, N·OH): one work-item computes VECTOR channels of span
//             pixels of a row. Processors take whole rows; GPUs span 1, neighbours along the channels.
// Params      VECTOR  see common/vector.cl
// Numerics    float, fused multiply-add, in order of (u, v).

#include "common/epilogue.cl"
#include "common/vector.cl"

__kernel void forward(int4 in, int4 outSize, int4 taps, int4 out, __global const float *restrict x,
                      __global const float *restrict w, __global const float *bias,
                      __global const float *residual, __global const float *slopes, int activation,
                      __global float *y) {
  const int H = in.s0, W = in.s1, C = in.s2, s = in.s3;
  const int c = get_global_id(0) * VECTOR, row = get_global_id(2);
  if (c >= C || row >= outSize.s3) return;
  const int count = min(VECTOR, C - c), n = row / outSize.s0, i = row % outSize.s0;
  const int h0 = i * s - taps.s2, u0 = max(0, -h0), u1 = min(taps.s0, H - h0);
  const int begin = get_global_id(1) * outSize.s2, end = min(outSize.s1, begin + outSize.s2);

  const floatv shift = bias ? load_values(bias + c, count) : (floatv)(0.0f);
  const floatv slope =
      activation == ACTIVATION_PRELU ? load_values(slopes + c, count) : (floatv)(0.0f);
  for (int j = begin; j < end; j++) {
    const int w0 = j * s - taps.s3, v0 = max(0, -w0), v1 = min(taps.s1, W - w0);
    floatv sum = 0.0f;
    for (int u = u0; u < u1; u++) {
      __global const float *from = x + (((size_t)n * H + h0 + u) * W + w0) * C + c;
      __global const float *tap = w + (size_t)u * taps.s1 * C + c;
      for (int v = v0; v < v1; v++)
        sum = fma(load_values(from + v * C, count), load_values(tap + v * C, count), sum);
    }
    const size_t at = out.s3 + (size_t)n * out.s0 + (size_t)i * out.s1 + (size_t)j * out.s2 + c;
    sum += shift;
    if (residual) sum += load_values(residual + at, count);
    if (activation == ACTIVATION_PRELU) sum = sum < 0.0f ? sum * slope : sum;
    if (activation == ACTIVATION_RELU || activation == ACTIVATION_RELU6)
      sum = sum < 0.0f ? (floatv)(0.0f) : sum;
    if (activation == ACTIVATION_RELU6) sum = sum > 6.0f ? (floatv)(6.0f) : sum;
    store_values(sum, y + at, count);
  }
}
