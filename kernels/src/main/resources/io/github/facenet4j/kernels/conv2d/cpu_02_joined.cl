// conv2d/cpu_02_joined.cl   Up to four convolutions that do not wait for each other, in one launch
//                                                                        rung 2, processors
//
// Changed since cpu_02_implicit_gemm
//             A small map makes a launch so short that starting it costs more than computing it, and
//             its few tiles leave a processor idle at the end. Here the tiles of all convolutions of
//             one step of an inception block lie behind each other, the largest convolution first, so
//             that the small ones fill the gaps.
// Shapes      convolution i as in cpu_02_implicit_gemm, with gᵢ = (in, grid, taps, out) and
//             sᵢ = (O, activation, end, tiles)   end: groups of this and all before it; tiles along the
//             pixels. A convolution that is absent has the end of the one before.
// Launch      global (Σᵢ ⌈pixels/MR⌉·⌈O/NR⌉), local (1); the tiles of one panel of w are neighbours.
// Params      MR, NV, VW  tile, see common/register_tile.cl
// Numerics    as cpu_02_implicit_gemm: float, fused multiply-add, in order of (u, v, c).

#define INSIDE 0
#include "common/implicit_tile.cl"

#define CONVOLUTION(i)                                                             \
  int16 g##i, int4 s##i, __global const float *restrict x##i,                      \
      __global const float *restrict w##i, __global const float *bias##i, __global float *y##i
#define TAKE(i)    \
  g = g##i;        \
  s = s##i;        \
  x = x##i;        \
  w = w##i;        \
  bias = bias##i;  \
  y = y##i;

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void joined(
    CONVOLUTION(0), CONVOLUTION(1), CONVOLUTION(2), CONVOLUTION(3)) {
  int16 g;
  int4 s;
  __global const float *restrict x;
  __global const float *restrict w;
  __global const float *bias;
  __global float *y;
  int tile = get_group_id(0);
  if (tile < s0.s2) {
    TAKE(0)
  } else if (tile < s1.s2) {
    TAKE(1)
    tile -= s0.s2;
  } else if (tile < s2.s2) {
    TAKE(2)
    tile -= s1.s2;
  } else {
    TAKE(3)
    tile -= s2.s2;
  }

  const int4 in = g.s0123, grid = g.s4567, taps = g.s89ab, out = g.scdef;
  const int O = s.s0, activation = s.s1;
  __global const float *residual = 0, *slopes = 0;
  const int p0 = tile % s.s3 * MR, o0 = tile / s.s3 * NR;
  const size_t panel = (size_t)taps.s0 * taps.s1 * in.s3 * NR;
  __global const float *restrict b = w + o0 / NR * panel;
  __global const float *restrict zeros = w + (O + NR - 1) / NR * panel;
  IMPLICIT_TILE
}
