// common/quad_tile.cl   a tile [depth][span] of A or B in local memory, moved by float4      included
//
// A is read along m and B along n, so both tiles have k outside: an operand with k innermost in memory
// is transposed on its way. Quad q, 0 <= q < depth·span/4, is numbered along the operand's rows:
// consecutive work-items fetch consecutive addresses.

// Quads of a tile's row. The extra one keeps the columns that a transposing store writes at once from
// lying in one bank.
#define PITCH(span) ((span) / 4 + 1)

/** Four values of a row of p [rows,columns] from this column on; zeros outside of it. */
inline float4 quad_of(__global const float *p, int row, int column, int rows, int columns) {
  if (row >= rows || column >= columns) return (float4)(0.0f);
  p += (size_t)row * columns + column;
  if (columns % 4 == 0) return *(__global const float4 *)p;
  const int left = columns - column;
  return (float4)(p[0], left > 1 ? p[1] : 0.0f, left > 2 ? p[2] : 0.0f, left > 3 ? p[3] : 0.0f);
}

/** Stores what quad_of would read; touches nothing outside of the row. */
inline void store(__global float *p, float4 quad, int row, int column, int rows, int columns) {
  if (row >= rows || column >= columns) return;
  p += (size_t)row * columns + column;
  if (columns % 4 == 0) {
    *(__global float4 *)p = quad;
    return;
  }
  const int left = columns - column;
  p[0] = quad.x;
  if (left > 1) p[1] = quad.y;
  if (left > 2) p[2] = quad.z;
  if (left > 3) p[3] = quad.w;
}

inline float sum_of(const float4 quad) {
  return (quad.x + quad.z) + (quad.y + quad.w);
}

/**
 * Quad q of the tile whose first element is (k0, first); zeros outside of the operand, which is
 * [extent,K] where k is innermost, else [K,extent].
 */
inline float4 fetch(__global const float *p, const int kInnermost, const int depth, const int span,
                    int q, int k0, int first, int K, int extent) {
  const int row = kInnermost ? first + q / (depth / 4) : k0 + q / (span / 4);
  const int column = kInnermost ? k0 + q % (depth / 4) * 4 : first + q % (span / 4) * 4;
  const int rows = kInnermost ? extent : K, columns = kInnermost ? K : extent;
  return quad_of(p, row, column, rows, columns);
}

/** Puts quad q, as fetched, into the tile. */
inline void put(__local float4 *tile, const int kInnermost, const int depth, const int span, int q,
                float4 quad) {
  if (kInnermost) {
    const int pitch = 4 * PITCH(span);
    __local float *to = (__local float *)tile + q % (depth / 4) * 4 * pitch + q / (depth / 4);
    to[0] = quad.x;
    to[pitch] = quad.y;
    to[2 * pitch] = quad.z;
    to[3 * pitch] = quad.w;
  } else {
    tile[q / (span / 4) * PITCH(span) + q % (span / 4)] = quad;
  }
}
