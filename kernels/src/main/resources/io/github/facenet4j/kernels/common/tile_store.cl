// common/tile_store.cl   Stores a register tile through the epilogue
//
// y = activation(sum + (y) + bias[channel] + residual), where `accumulate` adds what y holds: the
// earlier part of a sum that is split over k. Whole rows of columns go out of the registers, each step
// of the epilogue for all rows at once; at the right edge the tile is spilled and stored vector by
// vector.
//
// STORE_TILE uses the kernel's variables (bias, residual, slopes, activation, accumulate, y, channel,
// rows, columns) and its macro ROW_AT(r): where row r of the tile begins in y, a size_t.

#include "common/vector_store.cl"

// Asks for where row r goes, long before it is stored: where the sums are short, their stores would
// wait for each other's lines.
#define TILE_EXPECT(r)                              \
  {                                                 \
    __global float *expected = y + ROW_AT(r);       \
    ASK_TO_WRITE(expected);                         \
    SECOND(ASK_TO_WRITE(expected + VW);)            \
    THIRD(ASK_TO_WRITE(expected + 2 * VW);)         \
    FOURTH(ASK_TO_WRITE(expected + 3 * VW);)        \
  }

#define IF_ROW(r, code) \
  if (r < rows) code
#define TILE_ACCUMULATE(r) IF_ROW(r, ADD_ROW(r, y + ROW_AT(r)))
#define TILE_RESIDUAL(r) IF_ROW(r, ADD_ROW(r, residual + ROW_AT(r)))
#define TILE_STORE(r) IF_ROW(r, STORE_ROW(r, y + ROW_AT(r)))
#define TILE_KEEP_AT(r) at[r] = ROW_AT(r);

// The same change to every vector of row r; b0, b1, b2, b3 hold a value per column.
#define TILE_EACH(r, F)         \
  F(c##r##_0, b0)               \
  SECOND(F(c##r##_1, b1))       \
  THIRD(F(c##r##_2, b2))        \
  FOURTH(F(c##r##_3, b3))
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
    float spilled[MR * NR];                                    \
    size_t at[MR];                                             \
    ROWS(SPILL)                                                \
    ROWS(TILE_KEEP_AT)                                         \
    for (int r = 0; r < rows; r++)                             \
      for (int j = 0; j < columns; j += VW) {                  \
        floatv sum = LOADV(spilled + r * NR + j);              \
        if (accumulate) sum += load_first(y + at[r] + j, columns - j); \
        store_vector(sum, at[r] + j, channel + j, columns - j, bias, residual, slopes, activation, y); \
      }                                                        \
  }
