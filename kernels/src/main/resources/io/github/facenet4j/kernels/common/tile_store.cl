// common/tile_store.cl   Stores a register tile through the epilogue
//
// y = activation(sum + (y) + bias[channel] + residual), where `accumulate` adds what y holds: the
// earlier part of a sum that is split over k. Whole rows of columns go out of the registers, each step
// of the epilogue for all rows at once; at the right edge the tile is spilled and stored row by row.
//
// STORE_TILE uses the kernel's variables (bias, residual, slopes, activation, accumulate, y, channel,
// rows, columns) and its macro ROW_AT(r): where row r of the tile begins in y, a size_t.

#include "common/epilogue.cl"
#include "common/register_tile.cl"

#define IF_ROW(r, code) \
  if (r < rows) code
#define TILE_ACCUMULATE(r) IF_ROW(r, ADD_ROW(r, y + ROW_AT(r)))
#define TILE_RESIDUAL(r) IF_ROW(r, ADD_ROW(r, residual + ROW_AT(r)))
#define TILE_STORE(r) IF_ROW(r, STORE_ROW(r, y + ROW_AT(r)))
#define TILE_KEEP_AT(r) at[r] = ROW_AT(r);

// The same change to every vector of row r; b0, b1, b2 hold a value per column.
#define TILE_EACH(r, F)         \
  F(c##r##_0, b0)               \
  SECOND(F(c##r##_1, b1))       \
  THIRD(F(c##r##_2, b2))
#define ADD(c, b) c += b;
#define SCALE_NEGATIVE(c, b) c = c < 0.0f ? c * b : c;
#define RAISE_TO_0(c, b) c = c < 0.0f ? (floatv)(0.0f) : c;
#define LOWER_TO_6(c, b) c = c > 6.0f ? (floatv)(6.0f) : c;
#define TILE_BIAS(r) TILE_EACH(r, ADD)
#define TILE_PRELU(r) TILE_EACH(r, SCALE_NEGATIVE)
#define TILE_RELU(r) TILE_EACH(r, RAISE_TO_0)
#define TILE_LIMIT(r) TILE_EACH(r, LOWER_TO_6)

#define STORE_TILE                                             \
  if (columns == NR) {                                         \
    if (accumulate) {                                          \
      ROWS(TILE_ACCUMULATE)                                    \
    }                                                          \
    if (bias) {                                                \
      LOAD_COLUMNS(bias + channel)                             \
      ROWS(TILE_BIAS)                                          \
    }                                                          \
    if (residual) {                                            \
      ROWS(TILE_RESIDUAL)                                      \
    }                                                          \
    if (activation == ACTIVATION_PRELU) {                      \
      LOAD_COLUMNS(slopes + channel)                           \
      ROWS(TILE_PRELU)                                         \
    }                                                          \
    if (activation == ACTIVATION_RELU || activation == ACTIVATION_RELU6) { \
      ROWS(TILE_RELU)                                          \
    }                                                          \
    if (activation == ACTIVATION_RELU6) {                      \
      ROWS(TILE_LIMIT)                                         \
    }                                                          \
    ROWS(TILE_STORE)                                           \
  } else {                                                     \
    float tile[MR * NR];                                       \
    size_t at[MR];                                             \
    ROWS(SPILL)                                                \
    ROWS(TILE_KEEP_AT)                                         \
    for (int r = 0; r < rows; r++)                             \
      store_row(tile + r * NR, columns, channel, at[r], bias, residual, slopes, activation, \
                accumulate, y);                                \
  }

inline void store_row(__private const float *sums, int count, int channel, size_t at,
                      __global const float *bias, __global const float *residual,
                      __global const float *slopes, int activation, int accumulate,
                      __global float *y) {
  for (int j = 0; j < count; j++) {
    const float sum = accumulate ? y[at + j] + sums[j] : sums[j];
    y[at + j] = epilogue(sum, at + j, channel + j, bias, residual, slopes, activation);
  }
}
