// pool/pool_forward.cl   one value from every window of every channel
//
// Shapes    x [N,H,W,C]   y [N,OH,OW,C]   argmax like y, or NULL: row*kernel + column, within the
//           unclipped window, of the first maximum in row order
//           out = (image, row, pixel, first)  steps in y and its first value, in floats: y may be
//           part of a larger map
// Launch    local (LANES, ROWS), global (LANES, N*OH*OW rounded up); the lanes share an output
//           pixel
// Params    KIND 0 maximum | 1 average | 2 square root of the sum of squares
//           LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs   VECTOR, see common/vector.cl
// Numerics  maximum exact: windows are clipped, so padding never wins; the first NaN is the
//           maximum. Sums in row order; the average divides by the positions inside the input.
// Next      a window of stride 1 reads every value nine times from the first cache; a running
//           maximum over columns would read three

#include "common/vector.cl"

#ifndef KIND
#define KIND 0
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void pool_forward(const int pixels, const int H, const int W, const int C, const int OH,
                  const int OW, const int kernel_size, const int stride, const int pad,
                  const int4 out, __global const float *restrict x,
                  __global float *restrict y, __global int *restrict argmax) {
  const int pixel = get_global_id(1);
  if (pixel >= pixels) {
    return;
  }
  const int i = pixel / OW % OH, j = pixel % OW, n = pixel / OW / OH;
  const int top = i * stride - pad;
  const int left = j * stride - pad;
  const int h0 = max(top, 0), h1 = min(top + kernel_size, H);
  const int w0 = max(left, 0), w1 = min(left + kernel_size, W);
  __global const float *image = x + n * H * W * C;
  __global float *to = y + (out.s3 + n * out.s0 + i * out.s1 + j * out.s2);

  for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR) {
    const int count = C - c;
#if KIND == 0
    floatv best = load_values(image + (h0 * W + w0) * C + c, count);
    intv at = (h0 - top) * kernel_size + w0 - left;
#else
    floatv sum = 0.0f;
#endif
    for (int h = h0; h < h1; h++) {
      for (int w = w0; w < w1; w++) {
        const floatv v = load_values(image + (h * W + w) * C + c, count);
#if KIND == 0
        const intv wins = v > best || (v != v && best == best);
        best = wins ? v : best;
        at = wins ? (intv)((h - top) * kernel_size + w - left) : at;
#elif KIND == 1
        sum += v;
#else
        sum = fma(v, v, sum);
#endif
      }
    }
#if KIND == 0
    store_values(best, to + c, count);
    if (argmax) {
      store_indices(at, argmax + pixel * C + c, count);
    }
#elif KIND == 1
    store_values(sum / (float)((h1 - h0) * (w1 - w0)), to + c, count);
#else
    store_values(sqrt(sum), to + c, count);
#endif
  }
}
