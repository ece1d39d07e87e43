// pool/pool_backward.cl   dx of pooling, gathered: each input pixel visits the windows that hold it
//
// Shapes    x, dx [N,H,W,C]   y, argmax, dy [N,OH,OW,C]; what a kind does not need is NULL
// Launch    local (LANES, ROWS), global (LANES, N*H*W rounded up); the lanes share an input pixel
// Params    KIND 0 maximum, needs argmax | 1 average | 2 root of the sum of squares, needs x and y
//           KERNEL window height and width, STRIDE: constants, as quotients by them are computed for
//           every pixel   LANES 1, ROWS 64 on processors; LANES 16, ROWS 4 on GPUs
//           VECTOR, see common/vector.cl   STREAM, see common/streaming.cl
// Numerics  windows in row order, no atomics: the same bits on every run
// Next      a 3x3 window of stride 1 reads dy and argmax nine times from the second cache; rows
//           kept in registers would read them three times

#include "common/streaming.cl"

#ifndef KIND
#define KIND 0
#endif
#ifndef KERNEL
#define KERNEL 3
#endif
#ifndef STRIDE
#define STRIDE 2
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 64
#endif

/** How many of a window's positions are inside the input, in one direction. */
inline int inside(const int start, const int size) {
  return min(start + KERNEL, size) - max(start, 0);
}

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void pool_backward(const int pixels, const int H, const int W, const int C, const int OH,
                   const int OW, const int pad, __global const float *restrict x,
                   __global const float *restrict y, __global const int *restrict argmax,
                   __global const float *restrict dy, __global float *restrict dx) {
  const int pixel = get_global_id(1);
  if (pixel >= pixels) {
    return;
  }
  // Window (i,j) holds this pixel when 0 <= h - i*STRIDE < KERNEL, with h counted from the
  // padding's edge.
  const int h = pixel / W % H + pad;
  const int w = pixel % W + pad;
  const int i0 = h < KERNEL ? 0 : (h - KERNEL) / STRIDE + 1;
  const int j0 = w < KERNEL ? 0 : (w - KERNEL) / STRIDE + 1;
  const int i1 = min(h / STRIDE, OH - 1);
  const int j1 = min(w / STRIDE, OW - 1);
  const int image = pixel / W / H * OH * OW;

  for (int c = get_local_id(0) * VECTOR; c < C; c += LANES * VECTOR) {
    const int count = C - c;
    floatv sum = 0.0f;
    for (int i = i0; i <= i1; i++) {
      for (int j = j0; j <= j1; j++) {
        const int window = (image + i * OW + j) * C + c;
        const floatv g = load_values(dy + window, count);
#if KIND == 0
        const intv mine = (h - i * STRIDE) * KERNEL + w - j * STRIDE;
        sum += load_indices(argmax + window, count) == mine ? g : (floatv)0.0f;
#elif KIND == 1
        sum += g / (float)(inside(i * STRIDE - pad, H)
                           * inside(j * STRIDE - pad, W));
#else
        const floatv length = load_values(y + window, count);
        sum += length == 0.0f ? (floatv)0.0f : g / length;
#endif
      }
    }
#if KIND == 2
    sum *= load_values(x + pixel * C + c, count);
#endif
    stream_values(sum, dx + pixel * C + c, count);
  }
}
