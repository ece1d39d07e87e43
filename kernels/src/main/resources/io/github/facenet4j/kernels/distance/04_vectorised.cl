// distance/04_vectorised.cl   D four values at a time, upper triangle, mirrored     rung 4, GPUs
//
// Changed since 03  Global and local memory are read by float4: per step of k an item reads 2 quads
//                   for 16 multiply-adds. Only tiles on or above the diagonal are computed, and each
//                   is stored twice, as it is and transposed. The group adds up the squared lengths
//                   of its rows and columns itself, from the tiles, so that a matrix is one launch.
//                   Both tiles exist twice: while one pair is multiplied, the next is on its way.
// Shapes    X [B,E]   D [B,B], any B,E >= 1; edges filled with 0. Rows of 4*i values are read and
//           written by float4, others by float.
// Launch    local (GROUP, GROUP), global (GROUP*(T+1), GROUP*ceil(T/2)), T = ceil(B / (4*GROUP)):
//           row i of the triangle has T-i tiles and its partner T-1-i has i+1, together T+1.
// Params    GROUP 8|16, at least 8 so that each row and column has an item to add up its length
//           DEPTH a multiple of 4, GROUP*DEPTH a multiple of GROUP*GROUP
//           UNIT 0|1: distances of the rows scaled to unit length, e_i = x_i*r_i,
//           r_i = 1/sqrt(max(|x_i|^2, epsilon^2)); X is not changed
//           local memory 64*DEPTH*(GROUP+1) + 32*GROUP bytes, with UNIT 32*GROUP more
// Numerics  as 03: error up to (E+3)*2^-24*(|a|^2+|b|^2); negative results become 0, NaN stays NaN;
//           the diagonal is set to 0. Lengths are summed in the products' order, so that equal rows
//           have a distance of exactly 0; D is symmetric bit for bit because products and sums
//           commute. With UNIT lengths are scaled by r_i*r_i and products by r_i*r_j, each rounded
//           before they meet, which keeps both; error up to (8*E+128)*2^-24.
// Next      the same sums through the matrix units of a device

#include "common/quad_tile.cl"

#ifndef GROUP
#define GROUP 16
#endif
#ifndef DEPTH
#define DEPTH 16
#endif
#ifndef UNIT
#define UNIT 0
#endif
#define SPAN (4 * GROUP)
#define ITEMS (GROUP * GROUP)
#define LOADS (DEPTH * SPAN / 4 / ITEMS)

/** Distances of row i from columns j..j+3. */
inline float4 finish(const float4 products, const float length, const float4 lengths, const int i,
                     const int j) {
  const float4 d = fma((float4)-2.0f, products, length + lengths);
  return i == j + (int4)(0, 1, 2, 3) || d < 0.0f ? (float4)0.0f : d;
}

#if UNIT
#define ARGUMENTS const float epsilon, __global const float *restrict X, __global float *restrict D
#define SCALED(d, r) d *= (r) * column_scales;
#else
#define ARGUMENTS __global const float *restrict X, __global float *restrict D
#define SCALED(d, r)
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, GROUP, 1)))
void vectorised(const int B, const int E, ARGUMENTS) {
  __local float4 rows[2][DEPTH * PITCH(SPAN)];
  __local float4 columns[2][DEPTH * PITCH(SPAN)];
  __local float4 lengths[2 * GROUP]; // of the tile's rows, then of its columns
#if UNIT
  __local float4 scales[2 * GROUP]; // r of the same
#endif
  const int x = get_local_id(0);
  const int y = get_local_id(1);
  const int item = y * GROUP + x;
  const int tiles = (B + SPAN - 1) / SPAN;
  const int across = get_group_id(0);
  const int line = get_group_id(1);
  const bool partner = across >= tiles - line;
  if (partner && 2 * line == tiles - 1) {
    return; // an odd number of tile rows leaves one that is its own partner
  }
  const int tile_row = partner ? tiles - 1 - line : line;
  const int i0 = tile_row * SPAN;
  const int j0 = (tile_row + (partner ? across - (tiles - line) : across)) * SPAN;

  float4 next_rows[LOADS], next_columns[LOADS];
  float4 d0 = 0.0f, d1 = 0.0f, d2 = 0.0f, d3 = 0.0f;
  float length = 0.0f; // of the row or column that this item adds up

  // Round t fetches and stores tiles t while it multiplies tiles t-1.
  for (int k0 = 0; k0 < E + DEPTH; k0 += DEPTH) {
    const int filled = k0 / DEPTH % 2;
    if (k0 < E) {
#pragma unroll
      for (int t = 0; t < LOADS; t++) {
        next_rows[t] = fetch(X, 1, DEPTH, SPAN, item + t * ITEMS, k0, i0, E, B);
        next_columns[t] = fetch(X, 1, DEPTH, SPAN, item + t * ITEMS, k0, j0, E, B);
      }
    }
    if (k0 > 0) {
      __local const float4 *left = rows[1 - filled];
      __local const float4 *right = columns[1 - filled];
#pragma unroll
      for (int k = 0; k < DEPTH; k++) {
        const float4 a = left[k * PITCH(SPAN) + y];
        const float4 b = right[k * PITCH(SPAN) + x];
        d0 = fma((float4)a.x, b, d0);
        d1 = fma((float4)a.y, b, d1);
        d2 = fma((float4)a.z, b, d2);
        d3 = fma((float4)a.w, b, d3);
      }
      if (item < 2 * SPAN) {
        __local const float *mine = (__local const float *)(item < SPAN ? left : right) + item % SPAN;
#pragma unroll
        for (int k = 0; k < DEPTH; k++) {
          const float value = mine[k * 4 * PITCH(SPAN)];
          length = fma(value, value, length);
        }
      }
    }
    if (k0 < E) {
#pragma unroll
      for (int t = 0; t < LOADS; t++) {
        put(rows[filled], 1, DEPTH, SPAN, item + t * ITEMS, next_rows[t]);
        put(columns[filled], 1, DEPTH, SPAN, item + t * ITEMS, next_columns[t]);
      }
    } else if (item < 2 * SPAN) {
#if UNIT
      const float floor = epsilon * epsilon;
      const float r = 1.0f / sqrt(length < floor ? floor : length); // a NaN stays NaN
      ((__local float *)scales)[item] = r;
      length *= r * r;
#endif
      ((__local float *)lengths)[item] = length;
    }
    // The pair stored now was last read in the round before, which ended with this barrier.
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  const int i = i0 + 4 * y;
  const int j = j0 + 4 * x;
  const float4 row_lengths = lengths[y];
  const float4 column_lengths = lengths[GROUP + x];
#if UNIT
  const float4 row_scales = scales[y], column_scales = scales[GROUP + x];
#endif
  SCALED(d0, row_scales.x)
  SCALED(d1, row_scales.y)
  SCALED(d2, row_scales.z)
  SCALED(d3, row_scales.w)
  d0 = finish(d0, row_lengths.x, column_lengths, i, j);
  d1 = finish(d1, row_lengths.y, column_lengths, i + 1, j);
  d2 = finish(d2, row_lengths.z, column_lengths, i + 2, j);
  d3 = finish(d3, row_lengths.w, column_lengths, i + 3, j);
  store(D, d0, i, j, B, B);
  store(D, d1, i + 1, j, B, B);
  store(D, d2, i + 2, j, B, B);
  store(D, d3, i + 3, j, B, B);
  if (i0 != j0) {
    store(D, (float4)(d0.x, d1.x, d2.x, d3.x), j, i, B, B);
    store(D, (float4)(d0.y, d1.y, d2.y, d3.y), j + 1, i, B, B);
    store(D, (float4)(d0.z, d1.z, d2.z, d3.z), j + 2, i, B, B);
    store(D, (float4)(d0.w, d1.w, d2.w, d3.w), j + 3, i, B, B);
  }
}
