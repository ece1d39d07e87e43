// conv2d/cpu_03_few_channels.cl   A network's first convolution               rung 3, processors
//
// Changed since 02  With three channels a tap is too short for an inner loop, so rung 2 has the image
//             copied into a frame of zeros, for rows of taps as runs, and moves MR pointers for each
//             of them. Here a work-item copies just the KH lines of a row's windows, zeros around
//             them, into local memory; from there the steps between pixels, taps and lines are
//             constants, and nothing is computed but products.
// Shapes      x [N,H,W,C]; y [N,OH,OW,O]; w as panels [⌈O/NR⌉][KH·KW·C][NR]
//             y(n,i,j,o) = f( b[o] + Σ(u,v,c) x[n, i·S-p+u, j·S-p+v, c] · w[u,v,c,o] + residual )
//             in = (H, W, OH, OW)   pad = (height, width, rows of y for a work-item)
//             out = (image, row, pixel, first)  steps in y and its first value, in floats
// Launch      global (⌈OH/rows⌉, N), local (1, 1)
// Params      MR, NV, VW  tile, see common/register_tile.cl
//             C, KH, KW, S   LINE floats of a line: as far as the last tile's windows reach
// Numerics    float, fused multiply-add, beginning with the bias, in order of (u, v, c)

#include "common/held.cl"
#include "common/tile_store.cl"

#ifndef C
#define C 3
#endif
#ifndef KH
#define KH 3
#endif
#ifndef KW
#define KW 3
#endif
#ifndef S
#define S 2
#endif
#ifndef LINE
#define LINE 512
#endif

#define VALUE(r) from[r * S * C + k]
#define ROW_AT(r) (start + (size_t)(r) * out.s2)
#define WHOLE(r, vector, sum) \
  STORE_LOOSE(rectified(sum, activation), y + ROW_AT(r) + vector * VW);
#define WHOLE_ROW(r)                  \
  WHOLE(r, 0, c##r##_0)               \
  SECOND(WHOLE(r, 1, c##r##_1))       \
  THIRD(WHOLE(r, 2, c##r##_2))        \
  FOURTH(WHOLE(r, 3, c##r##_3))

/** One line of x between zeros; a line outside the image is zeros. */
inline void copy_line(__global const float *x, const int left, const int width,
                      __local float *line) {
  for (int i = 0; i < left; i++) line[i] = 0.0f;
  line += left;
  int i = 0;
  for (; i <= width - VW; i += VW) ((__local loose *)(line + i))->v = LOADV(x + i);
  for (; i < width; i++) line[i] = x[i];
  for (; i < LINE - left; i++) line[i] = 0.0f;
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void few_channels(
    int4 in, int4 pad, int4 out, int O, __global const float *restrict x,
    __global const float *restrict w, __global const float *first_values,
    __global const float *residual, __global const float *slopes, int activation,
    __global float *y) {
  __local float lines[KH * LINE];
  const int H = in.s0, W = in.s1, OH = in.s2, OW = in.s3;
  const int begin = get_group_id(0) * pad.s2, end = min(OH, begin + pad.s2);
  x += (size_t)get_group_id(1) * H * W * C;

  for (int i = begin; i < end; i++) {
    for (int u = 0; u < KH; u++) {
      const int h = i * S - pad.s0 + u, width = h >= 0 && h < H ? W * C : 0;
      copy_line(x + (width ? h * width : 0), pad.s1 * C, width, lines + u * LINE);
    }
    for (int channel = 0; channel < O; channel += NR) {
      BIAS(first_values, channel, O)
      const int columns = min(NR, O - channel);
      for (int j = 0; j < OW; j += MR) {
        const int rows = min(MR, OW - j);
        __global const float *b = w + (size_t)channel * KH * KW * C;
        ROWS(JOIN(BEGIN_, NV))
        for (int u = 0; u < KH; u++) {
          __local const float *from = lines + u * LINE + j * S * C;
          for (int k = 0; k < KW * C; k++) {
            LOAD_COLUMNS(b)
            ROWS(MULTIPLY_ROW)
            b += NR;
          }
        }
        const size_t start = out.s3 + (size_t)get_group_id(1) * out.s0 + (size_t)i * out.s1 +
                             (size_t)j * out.s2 + channel;
        if (rows == MR && columns == NR && !residual && activation != ACTIVATION_PRELU) {
          ROWS(WHOLE_ROW)
        } else {
          __global const float *bias = 0;
          const int accumulate = 0;
          STORE_TILE
        }
      }
    }
  }
}
