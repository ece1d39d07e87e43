// pool/pool_backward.cl   dx of pooling, gathered: each input pixel visits the windows that hold it
//
// Shapes    x, dx [N,H,W,C]   y, argmax, dy [N,OH,OW,C]; what a kind does not need is NULL
//           in = (H, W, C, pad)   outSize = (OH, OW, span, rows N*H)
// Launch    local (LANES, ROWS, 1), global (LANES or more, ceil(W/span), N*H): a work-item takes span
//           pixels of a row; processors whole rows, GPUs single pixels, with neighbours side by side
//           along the channels
// Params    KIND 0 maximum, needs argmax | 1 average | 2 root of the sum of squares, needs x and y
//           KERNEL window height and width, STRIDE: constants, as quotients by them are computed for
//           every pixel   LANES 1, ROWS 1 on processors; LANES 16, ROWS 4 on GPUs
//           VECTOR, WHOLE, see common/vector.cl   STREAM, see common/streaming.cl
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
#define ROWS 1
#endif

// Windows that hold a pixel, in one direction, at most.
#define MOST ((KERNEL + STRIDE - 1) / STRIDE)

/** The first window that holds position h, counted from the padding's edge. */
inline int first_window(const int h) { return h < KERNEL ? 0 : (h - KERNEL) / STRIDE + 1; }

/** How many of a window's positions are inside the input, in one direction. */
inline int inside(const int start, const int size) {
  return min(start + KERNEL, size) - max(start, 0);
}

/**
 * The gradient of one pixel, at (h, w) from the padding's edge: that of rows x columns windows, the
 * first being (i0, j0).
 */
inline __attribute__((always_inline)) void input_pixel(
    const int rows, const int columns, const int h, const int w, const int i0, const int j0,
    const int4 in, const int OW, __global const float *restrict x, __global const float *restrict y,
    __global const int *restrict argmax, __global const float *restrict dy,
    __global float *restrict dx) {
  const int C = in.s2;
  for (int c = get_global_id(0) * VECTOR; c < C; c += get_global_size(0) * VECTOR) {
    const int count = C - c;
    floatv sum = 0.0f;
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < columns; b++) {
        const int i = i0 + a, j = j0 + b, window = (i * OW + j) * C + c;
        const floatv g = load_values(dy + window, count);
#if KIND == 0
        const intv mine = (h - i * STRIDE) * KERNEL + w - j * STRIDE;
        sum += load_indices(argmax + window, count) == mine ? g : (floatv)0.0f;
#elif KIND == 1
        sum += g / (float)(inside(i * STRIDE - in.s3, in.s0) * inside(j * STRIDE - in.s3, in.s1));
#else
        const floatv length = load_values(y + window, count);
        sum += length == 0.0f ? (floatv)0.0f : g / length;
#endif
      }
    }
#if KIND == 2
    sum *= load_values(x + c, count);
#endif
    stream_values(sum, dx + c, count);
  }
}

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void pool_backward(const int4 in, const int4 outSize, __global const float *restrict x,
                   __global const float *restrict y, __global const int *restrict argmax,
                   __global const float *restrict dy, __global float *restrict dx) {
  const int H = in.s0, W = in.s1, C = in.s2, OH = outSize.s0, OW = outSize.s1;
  const int row = get_global_id(2), n = row / H, h = row % H + in.s3;
  const int begin = get_global_id(1) * outSize.s2, end = min(W, begin + outSize.s2);
  const int i0 = first_window(h), rows = min(h / STRIDE, OH - 1) - i0 + 1;
  const int image = n * OH * OW * C;

  for (int q = begin; q < end; q++) {
    const int w = q + in.s3, j0 = first_window(w), columns = min(w / STRIDE, OW - 1) - j0 + 1;
    const int pixel = (row * W + q) * C;
#define PIXEL(rows, columns)                                                               \
  input_pixel(rows, columns, h, w, i0, j0, in, OW, x + pixel, y + image, argmax + image,   \
              dy + image, dx + pixel)
    // Loops of a known length, for most pixels, are unrolled.
    if (rows == MOST && columns == MOST) {
      PIXEL(MOST, MOST);
    } else if (columns == MOST) {
      PIXEL(rows, MOST);
    } else if (rows == MOST) {
      PIXEL(MOST, columns);
    } else {
      PIXEL(rows, columns);
    }
  }
}
