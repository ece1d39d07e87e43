// conv2d/pack_filter.cl   Filter taps as panels of P output channels
//
// panels[p][t][r][j] = filter(tap t, row r, column p·P + j), 0 past the last column. Forward wants rows
// c and columns o of w[u,v,c,o]. The data gradient wants them exchanged and the taps backwards, and
// with a stride only every s-th of them: tap (a, b) of the panels is (first + step·(a, b)) of w.
//
// Shapes      w HWIO; filter = (KH, KW, C, O); taps = (TH, TW); firstStep = (u first, u step, v first,
//             v step); zeros floats of 0 follow the panels, for taps outside the image
// Launch      global (⌈columns/P⌉, TH·TW), local (1, 1): one work-item packs one tap of one panel.
// Params      P panel width;  EXCHANGE 0: rows C, columns O;  1: rows O, columns C
// Numerics    a copy.

#include "common/transpose.cl"

#ifndef P
#define P 16
#endif
#define LINE 16
#ifndef EXCHANGE
#define EXCHANGE 0
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pack_filter(
    int4 filter, int2 taps, int4 firstStep, int zeros, __global const float *restrict w,
    __global float *restrict panels) {
  const int C = filter.s2, O = filter.s3;
  const int rows = EXCHANGE ? O : C, columns = EXCHANGE ? C : O;
  const int tap = get_group_id(1), a = tap / taps.s1, b = tap % taps.s1;
  const int u = firstStep.s0 + a * firstStep.s1, v = firstStep.s2 + b * firstStep.s3;
  const int first = get_group_id(0) * P, width = min(P, columns - first);

  __global const float *restrict from = w + (size_t)(u * filter.s1 + v) * C * O;
  __global float *restrict to =
      panels + ((size_t)get_group_id(0) * taps.s0 * taps.s1 + tap) * rows * P;
  if (get_group_id(0) == 0 && tap == 0) {
    __global float *restrict page = panels + get_num_groups(0) * (size_t)taps.s0 * taps.s1 * rows * P;
    for (int i = 0; i < zeros; i++) page[i] = 0.0f;
  }
#if !EXCHANGE
  if (width == P) {
    for (int r = 0; r < rows; r++)
      for (int j = 0; j < P; j++) to[r * P + j] = from[(size_t)r * O + first + j];
    return;
  }
#endif
  // Exchanged, a column of the panel is a row of w: LINE floats of each before the next, so that a
  // cache line is fetched once.
  for (int r0 = 0; r0 < rows; r0 += LINE) {
    const int end = min(rows, r0 + LINE);
    int j = 0;
    if (EXCHANGE)
      for (; j + 4 <= width; j += 4)
        transpose_rows(from + (size_t)(first + j) * O, O, r0, end, to + j, P);
    for (; j < P; j++) {
      const int column = first + min(j, width - 1);
      for (int r = r0; r < end; r++) {
        const float value = EXCHANGE ? from[(size_t)column * O + r] : from[(size_t)r * O + column];
        to[r * P + j] = j < width ? value : 0.0f;
      }
    }
  }
}
