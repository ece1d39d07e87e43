// depthwise/forward.cl   y = epilogue(x ∗ w), every channel with its own filter
//
// Shapes      x [N,H,W,C]; w [KH,KW,1,C]; y [N,OH,OW,C];
//             y[n,i,j,c] = Σ(u,v) x[n, i·S−p+u, j·S−p+v, c] · w[u,v,c]               x is 0 outside
//             in = (H, W, C); outSize = (OH, OW, span, rows N·OH); pad = (height, width)
//             out = (image, row, pixel, first)  steps in y and its first value, in floats: y may be
//             part of a larger map
// Launch      local (LANES, ROWS, 1), global (LANES or more, ⌈OW/span⌉, N·OH): a work-item takes span
//             pixels of a row, VECTOR channels at a time; processors whole rows, GPUs single pixels,
//             with neighbours side by side along the channels. A pixel's vector asks for its share
//             of the lines of x that the next row adds: channel by channel, lines come in pieces that
//             a processor does not expect.
// Params      S stride; KH, KW filter: where it lies inside the map its taps are unrolled and kept in
//             registers
//             LANES 1, ROWS 1 on processors; LANES 16, ROWS 4 on GPUs
//             VECTOR, WHOLE, see common/vector.cl;  STREAM, see common/streaming.cl
// Numerics    float, fused multiply-add, in order of (u, v).

#include "common/epilogue.cl"
#include "common/fetch.cl"
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

// Lines of the map are `line` floats apart, pixels C.
#define TAP(u, v) load_values(from + (u) * line + (v) * C, count), tap[(u) * KW + (v)]

/** The sum over all taps. */
inline __attribute__((always_inline)) floatv filtered_inside(
    __global const float *restrict from, const int line, const int C, const int count,
    const floatv *tap) {
  floatv sum = 0.0f;
#pragma unroll
  for (int u = 0; u < KH; u++)
#pragma unroll
    for (int v = 0; v < KW; v++) sum = fma(TAP(u, v), sum);
  return sum;
}

/** The sum over the rows x columns taps that are inside the map. */
inline floatv filtered_clipped(__global const float *restrict from, const int line, const int C,
                               const int count, const floatv *tap, const int rows,
                               const int columns) {
  floatv sum = 0.0f;
  for (int u = 0; u < rows; u++)
    for (int v = 0; v < columns; v++) sum = fma(TAP(u, v), sum);
  return sum;
}

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void forward(int4 in, int4 outSize, int2 pad, int4 out, __global const float *restrict x,
             __global const float *restrict w, __global const float *bias,
             __global const float *residual, __global const float *slopes, int activation,
             __global float *y) {
  const int H = in.s0, W = in.s1, C = in.s2;
  const int row = get_global_id(2), n = row / outSize.s0, i = row % outSize.s0;
  const int h0 = i * S - pad.s0, u0 = max(0, -h0), rows = min(KH, H - h0) - u0;
  const int begin = get_global_id(1) * outSize.s2, end = min(outSize.s1, begin + outSize.s2);
  // Windows of these columns lie inside the map.
  const int first = (pad.s1 + S - 1) / S, last = rows == KH ? (W - KW + pad.s1) / S : -1;
  const int rectified = activation == ACTIVATION_RELU || activation == ACTIVATION_RELU6;
  const float low = rectified ? 0.0f : -INFINITY;
  const float high = activation == ACTIVATION_RELU6 ? 6.0f : INFINITY;

  for (int c = get_global_id(0) * VECTOR; c < C; c += get_global_size(0) * VECTOR) {
    const int count = C - c;
    floatv tap[KH * KW];
    for (int t = 0; t < KH * KW; t++) tap[t] = load_values(w + t * C + c, count);
    const floatv shift = bias ? load_values(bias + c, count) : (floatv)(0.0f);
    const floatv slope =
        activation == ACTIVATION_PRELU ? load_values(slopes + c, count) : (floatv)(1.0f);
    __global const float *line = x + ((size_t)n * H + h0 + u0) * W * C + c;
    const int share = S * W * VECTOR / outSize.s1;
    __global const float *ahead =
        x + ((size_t)n * H + h0 + KH) * W * C + (c / VECTOR * outSize.s1 + begin) * share;
    __global float *to = y + out.s3 + (size_t)n * out.s0 + (size_t)i * out.s1 + c;

    for (int j = begin; j < end; j++) {
      const int w0 = j * S - pad.s1;
      for (int t = 0; t < share; t += 16) ASK_FAR(ahead + t);
      ahead += share;
      floatv sum;
      if (j >= first && j <= last) {
        sum = filtered_inside(line + w0 * C, W * C, C, count, tap);
      } else {
        const int v0 = max(0, -w0), columns = min(KW, W - w0) - v0;
        sum = filtered_clipped(line + (w0 + v0) * C, W * C, C, count, tap + u0 * KW + v0, rows,
                               columns);
      }
      sum += shift;
      if (residual) sum += load_values(residual + (to - y) + j * out.s2, count);
      // Comparisons, not fmin and fmax: a NaN stays a NaN.
      sum = sum < 0.0f ? sum * slope : sum;
      sum = sum < low ? (floatv)low : sum > high ? (floatv)high : sum;
      stream_values(sum, to + j * out.s2, count);
    }
  }
}
