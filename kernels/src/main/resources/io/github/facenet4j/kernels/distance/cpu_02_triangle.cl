// distance/cpu_02_triangle.cl   D by register tiles, upper triangle, mirrored    rung 2, processors
//
// Changed since 01  Gram form, no local memory, no barrier. One work-item holds a 16 x 16 tile in
//                   16 named float16 registers (one row each), reading 16 columns from a panel of T
//                   and 16 scalars from X per step of k. Only tiles on or above the diagonal are
//                   computed; each is stored twice, as it is and transposed.
// Shapes            X [B,E]   T [P/16,E,16] and Q [P] from lengths.cl, P = 16*n,
//                   n = ceil(B/16)   D [B,B]
// Launch            local 1, global (n+1, ceil(n/2)): tile row i of the triangle has n-i tiles and
//                   its partner n-1-i has i+1, together one full line of n+1.
// Params            none
// Numerics          error up to (E+3)*2^-24*(|a|^2+|b|^2), so near-equal faces lose relative
//                   accuracy; negative results become 0, NaN stays NaN; the diagonal is set to 0.
//                   Symmetric because each pair is computed once. Equal rows have a distance of
//                   exactly 0.
// Next              a second level of tiles would keep T in the cache beyond B = 8,000

#define TILE 16
#define ALL_ROWS(DO) \
  DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) \
  DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15)

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void triangle(const int B, const int E, const int P, __global const float *restrict X,
              __global const float *restrict T, __global const float *restrict Q,
              __global float *restrict D) {
  const int n = P / TILE;
  const int across = get_global_id(0);
  const int line = get_global_id(1);
  const bool partner = across >= n - line;
  if (partner && 2 * line == n - 1) {
    return; // an odd n leaves one tile row that is its own partner
  }
  const int i0 = (partner ? n - 1 - line : line) * TILE;
  const int j0 = i0 + (partner ? across - (n - line) : across) * TILE;

  // Rows beyond B repeat the last one: computed and not stored.
#define POINT(r) \
  __global const float *restrict x##r = X + min(i0 + r, B - 1) * E; \
  float16 d##r = 0.0f;
  ALL_ROWS(POINT)
  __global const float *restrict panel = T + j0 * E;
  for (int k = 0; k < E; k++) {
    const float16 t = vload16(k, panel);
#define ACCUMULATE(r) d##r = fma((float16)x##r[k], t, d##r);
    ALL_ROWS(ACCUMULATE)
  }

  float tile[TILE][TILE];
  const float16 q = vload16(0, Q + j0);
#define FINISH(r) \
  d##r = fma((float16)-2.0f, d##r, q + Q[min(i0 + r, B - 1)]); \
  d##r = d##r < 0.0f ? (float16)0.0f : d##r; \
  vstore16(d##r, 0, tile[r]);
  ALL_ROWS(FINISH)

  const int rows = min(TILE, B - i0);
  const int columns = min(TILE, B - j0);
  if (i0 == j0) {
    for (int r = 0; r < TILE; r++) {
      tile[r][r] = 0.0f;
    }
  }
  for (int r = 0; r < rows; r++) {
    __global float *row = D + (i0 + r) * B + j0;
    if (columns == TILE) {
      vstore16(vload16(0, tile[r]), 0, row);
    } else {
      for (int c = 0; c < columns; c++) {
        row[c] = tile[r][c];
      }
    }
  }
  if (i0 != j0) { // the tile above the diagonal is whole in r, perhaps cut in c
    for (int c = 0; c < columns; c++) {
#define LANE(r) tile[r][c],
      float mirrored[TILE] = {ALL_ROWS(LANE)};
      vstore16(vload16(0, mirrored), 0, D + (j0 + c) * B + i0);
    }
  }
}
