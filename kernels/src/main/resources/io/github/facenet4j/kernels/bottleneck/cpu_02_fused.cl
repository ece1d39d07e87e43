// bottleneck/cpu_02_fused.cl   An inverted residual bottleneck in one launch    rung 2, processors
//
// Changed since 01  Rung 1 is three launches (conv2d, depthwise, conv2d), which write the wide map
//             to memory, read it, write it filtered and read it again. Here a work-item carries a
//             strip of rows through all three steps, a block of output rows at a time: the wide
//             rows that the block's windows see stay in its core's caches, and the last of them
//             are there for the next block.
// Shapes      x [N,H,W,C]; y [N,OH,OW,O]; the wide map has D channels, in panels of NR
//             wide(h,w,d)     = f1( b1[d] + Σc x(h,w,c) · w1[c,d] )
//             filtered(i,j,d) = f2( b2[d] + Σ(u,v) wide(i·s-1+u, j·s-1+v, d) · w2[u,v,d] )
//             y(i,j,o)        = f3( b3[o] + Σd filtered(i,j,d) · w3[d,o] + residual(i,j,o) )
//             w1 as panels [⌈D/NR⌉][C][NR]; w2 [3,3,1,D]; w3 as panels [⌈O/PR⌉][D][PR]
//             in = (H, W, D, O)   grid = (OH, OW, rows of a strip, rows of a block)
//             held  rows of the wide map that there is room for: what a block's windows see
// Local       zeros [W][NR], wide rows [⌈D/NR⌉][held][W][NR], filtered [⌈D/NR⌉][block][OW][NR]
// Launch      global (strips, N), local (1, 1)
// Params      MR, NV, VW  tile of the expansion, NR = NV·VW columns, see common/register_tile.cl
//             MR, PV, VW  tile of the projection, PR = PV·VW columns
//             C, STRIDE   EXPANDED, FILTERED activations f1, f2   LOCAL floats of local memory
//             What is expanded or projected at once has at least MR pixels: the host sees to it.
// Numerics    float, fused multiply-add; wide and y begin with the bias and sum in order of c, d;
//             the filters add the sums of three rows

#include "bottleneck/expand.cl"
#include "bottleneck/filter.cl"
#include "bottleneck/project.cl"

#ifndef LOCAL
#define LOCAL 32768
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void fused(
    int4 in, int4 grid, int held, __global const float *restrict x,
    __global const float *restrict w1, __global const float *b1, __global const float *restrict w2,
    __global const float *b2, __global const float *restrict w3, __global const float *b3,
    __global const float *residual, int activation, __global float *y) {
  __local float memory[LOCAL] __attribute__((aligned(4 * VW)));
  const int H = in.s0, W = in.s1, D = in.s2, O = in.s3, OH = grid.s0, OW = grid.s1, block = grid.s3;
  const int begin = get_group_id(0) * grid.s2, end = min(OH, begin + grid.s2);
  const int row = W * NR, panels = (D + NR - 1) / NR, panel = block * OW * NR;
  __local float *zeros = memory, *rows = zeros + row, *filtered = rows + panels * held * row;
  for (int i = 0; i < row; i += VW) HELD(zeros + i) = 0.0f;

  x += (size_t)get_group_id(1) * H * W * C;
  const size_t first = (size_t)get_group_id(1) * OH * OW * O;
  // Rows base to next-1 of the wide map are held.
  int base = max(0, begin * STRIDE - 1), next = base;
  for (int i0 = begin; i0 < end; i0 += block) {
    const int i1 = min(end, i0 + block), needed = max(0, i0 * STRIDE - 1);
    const int last = min(H, (i1 - 1) * STRIDE + 2);
    const int dropped = last - base > held ? (needed - base) * row : 0;
    const int kept = dropped ? (next - needed) * row : 0;
    if (dropped) base = needed;
    for (int p = 0; p < panels; p++) {
      __local float *wide = rows + p * held * row;
      for (int i = 0; i < kept; i += VW) HELD(wide + i) = HELD(wide + dropped + i);
      expand((last - next) * W, x + next * W * C, w1 + p * C * NR, b1, p * NR, D,
             wide + (next - base) * row);
      for (int i = i0; i < i1; i++) {
        const int h = i * STRIDE;
        __local float *row1 = wide + (h - base) * row;
        filter(W, OW, h > 0 ? row1 - row : zeros, row1, h + 1 < H ? row1 + row : zeros, w2, b2,
               p * NR, D, filtered + p * panel + (i - i0) * OW * NR);
      }
    }
    next = last;
    const size_t to = first + (size_t)i0 * OW * O;
    project((i1 - i0) * OW, D, O, panel, filtered, w3, b3, residual ? residual + to : 0, activation,
            y + to);
  }
}
