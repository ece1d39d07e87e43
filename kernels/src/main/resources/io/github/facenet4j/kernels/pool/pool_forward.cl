// pool/pool_forward.cl   one value from every window of every channel
//
// Shapes    x [N,H,W,C]   y [N,OH,OW,C]   argmax like y: row*KERNEL + column, within the unclipped
//           window, of the first maximum in row order
//           in = (H, W, C, stride)   outSize = (OH, OW, span, rows N*OH)
//           out = (image, row, pixel, first)  steps in y and its first value, in floats: y may be
//           part of a larger map
// Launch    local (LANES, ROWS, 1), global (LANES or more, ceil(OW/span), N*OH): a work-item takes
//           span pixels of a row; processors whole rows, GPUs single pixels, with neighbours side by
//           side along the channels
// Params    KIND 0 maximum | 1 average | 2 square root of the sum of squares
//           KERNEL window height and width: windows inside the map are unrolled
//           ARGMAX 1: store it   LANES 1, ROWS 1 on processors; LANES 16, ROWS 4 on GPUs
//           VECTOR, WHOLE, see common/vector.cl
// Numerics  maximum exact: windows are clipped, so padding never wins; the first NaN is the
//           maximum. Sums in row order; the average divides by the positions inside the input.
// Next      a window of stride 1 reads every value nine times from the first cache; a running
//           maximum over columns would read three

#include "common/vector.cl"

#ifndef KIND
#define KIND 0
#endif
#ifndef KERNEL
#define KERNEL 3
#endif
#ifndef ARGMAX
#define ARGMAX 0
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef ROWS
#define ROWS 1
#endif

// The channels' values so far over a window, and how one more position changes them.
typedef struct {
  floatv value;
  intv at; // code of the maximum
} Pooled;

inline void add_position(Pooled *p, const floatv v, const int code) {
#if KIND == 0 && ARGMAX
  const intv wins = v > p->value || (v != v && p->value == p->value);
  p->value = wins ? v : p->value;
  p->at = wins ? (intv)code : p->at;
#elif KIND == 0
  p->value = v > p->value || v != v ? v : p->value; // no number is greater than a NaN: it stays
#elif KIND == 1
  p->value += v;
#else
  p->value = fma(v, v, p->value);
#endif
}

// The code of position (h, w) of a window whose first position inside the map has code `corner`.
#define CODE(h, w) (corner + (h) * KERNEL + (w))
#define POSITION(h, w) load_values(from + (h) * line + (w) * C, count), CODE(h, w)

/** A window inside the map, for the channels at `from`; its lines are `line` floats apart. */
inline void pool_inside(Pooled *p, __global const float *restrict from, const int line, const int C,
                        const int count) {
  const int corner = 0;
#pragma unroll
  for (int h = 0; h < KERNEL; h++)
#pragma unroll
    for (int w = 0; w < KERNEL; w++) add_position(p, POSITION(h, w));
}

/** A window of which only rows x columns positions are inside the map. */
inline void pool_clipped(Pooled *p, __global const float *restrict from, const int line, const int C,
                         const int count, const int rows, const int columns, const int corner) {
  for (int h = 0; h < rows; h++)
    for (int w = 0; w < columns; w++) add_position(p, POSITION(h, w));
}

__kernel __attribute__((reqd_work_group_size(LANES, ROWS, 1)))
void pool_forward(const int4 in, const int4 outSize, const int pad, const int4 out,
                  __global const float *restrict x, __global float *restrict y,
                  __global int *restrict argmax) {
  const int H = in.s0, W = in.s1, C = in.s2, stride = in.s3, OW = outSize.s1;
  const int row = get_global_id(2), n = row / outSize.s0, i = row % outSize.s0;
  const int begin = get_global_id(1) * outSize.s2, end = min(OW, begin + outSize.s2);
  const int top = i * stride - pad, h0 = max(top, 0), h1 = min(top + KERNEL, H);

  for (int j = begin; j < end; j++) {
    const int left = j * stride - pad, w0 = max(left, 0), w1 = min(left + KERNEL, W);
    const int rows = h1 - h0, columns = w1 - w0;
    const int corner = (h0 - top) * KERNEL + w0 - left;
    __global const float *from = x + ((n * H + h0) * W + w0) * C;
    __global float *to = y + (out.s3 + n * out.s0 + i * out.s1 + j * out.s2);
    for (int c = get_global_id(0) * VECTOR; c < C; c += get_global_size(0) * VECTOR) {
#if KIND == 0
      Pooled p = {load_values(from + c, C - c), corner};
#else
      Pooled p = {0.0f, 0};
#endif
      if (rows == KERNEL && columns == KERNEL) {
        pool_inside(&p, from + c, W * C, C, C - c);
      } else {
        pool_clipped(&p, from + c, W * C, C, C - c, rows, columns, corner);
      }
#if KIND == 1
      p.value /= (float)(rows * columns);
#elif KIND == 2
      p.value = sqrt(p.value);
#endif
      store_values(p.value, to + c, C - c);
#if KIND == 0 && ARGMAX
      store_indices(p.at, argmax + (row * OW + j) * C + c, C - c);
#endif
    }
  }
}
