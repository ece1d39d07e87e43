// common/warp_blocks.cl   sums as blocks of warps, multiplied by matrix instructions         included
//
// The same macros as common/quad_blocks.cl, for tiles of rounded bits: a convolution that is built
// on those is built on these by including this file first. Tiles keep their operand's own order;
// ldmatrix transposes 16-bit ones as it reads them, tf32 ones are read by plain loads. A warp computes
// WM×WN of the group's BM×BN sums, both multiples of 16; RM and RN only size the group,
// (BM/WM)·(BN/WN) warps of 32.

#include "common/epilogue.cl"
#include "common/quad_tile.cl"
#include "common/rounding.cl"
#include "common/warp_tile.cl"

#define WARP_BLOCKS 1
#define GROUP_X (BN / RN)
#define GROUP_Y (BM / RM)
#define GROUP (GROUP_X * GROUP_Y)
#define LOADS_A (BK * BM / 4 / GROUP)
#define LOADS_B (BK * BN / 4 / GROUP)
#define BLOCKS_M (WM / 16)
#define BLOCKS_N (WN / 16)

// Elements from one row of a tile to the next: eight rows that are read at once lie in different
// banks, and 16-bit rows begin at multiples of 16 bytes, as ldmatrix wants.
#define LINE(kInnermost, span) ((kInnermost) ? BK + (HALVES ? 8 : 4) : (span) + 8)
#define TILE_SIZE(kInnermost, span) (LINE(kInnermost, span) * ((kInnermost) ? (span) : BK))

#if EMULATE
#define EXCHANGE_WORDS_OF_GROUP __local uint exchange[GROUP * EXCHANGE_WORDS];
#else
#define EXCHANGE_WORDS_OF_GROUP
#endif

/** Puts quad q, as fetched, into a tile that keeps the operand's order. */
inline void encode_quad(__local Element *tile, const int kInnermost, const int span, int q,
                        float4 quad) {
  const int quads = (kInnermost ? BK : span) / 4;
  __local Element *to = tile + q / quads * LINE(kInnermost, span) + q % quads * 4;
  to[0] = encode(quad.x);
  to[1] = encode(quad.y);
  to[2] = encode(quad.z);
  to[3] = encode(quad.w);
}

/** The lane's words of the 16×STEP tile that begins at (first, k). */
inline void load_words(uint words[4], __local const Element *tile, const int kInnermost,
                       const int span, int first, int k, int lane EXCHANGE_PARAMETERS) {
#if HALVES
  const int row = lane % 8, s = lane / 8 % 2 * 8, later = lane / 16 * 8;
  const int at = kInnermost ? (first + s + row) * LINE(kInnermost, span) + k + later
                            : (k + later + row) * LINE(kInnermost, span) + first + s;
  load_blocks(words, tile, at, !kInnermost WITH_EXCHANGE);
#else
  const int g = first + lane / 4, t = k + lane % 4, line = LINE(kInnermost, span);
  UNROLL
  for (int i = 0; i < 4; i++) {
    const int s = g + i % 2 * 8, depth = t + i / 2 * 4;
    words[i] = kInnermost ? tile[s * line + depth] : tile[depth * line + s];
  }
#endif
}

/** Adds the product of two tiles to the warp's sums. */
inline void multiply_blocks(float sums[BLOCKS_M][2 * BLOCKS_N][4], __local const Element *a,
                            const int aInnermost, __local const Element *b, const int bInnermost,
                            int warpM, int warpN, int lane EXCHANGE_PARAMETERS) {
  UNROLL
  for (int k = 0; k < BK; k += STEP) {
    uint rows[BLOCKS_M][4];
    UNROLL
    for (int i = 0; i < BLOCKS_M; i++)
      load_words(rows[i], a, aInnermost, BM, warpM + 16 * i, k, lane WITH_EXCHANGE);
    UNROLL
    for (int j = 0; j < BLOCKS_N; j++) {
      // 16 columns of B have the words of two instructions.
      uint columns[4];
      load_words(columns, b, bInnermost, BN, warpN + 16 * j, k, lane WITH_EXCHANGE);
      UNROLL
      for (int i = 0; i < BLOCKS_M; i++) {
        multiply_tiles(sums[i][2 * j], rows[i], columns[0], columns[2] WITH_EXCHANGE);
        multiply_tiles(sums[i][2 * j + 1], rows[i], columns[1], columns[3] WITH_EXCHANGE);
      }
    }
  }
}

#define TILE_PAIR(name, kInnermost, span)                                                          \
  __local Element name[2][TILE_SIZE(kInnermost, span)] __attribute__((aligned(16)));

// Where the work-item with the number item stands, and its sums.
#define BEGIN_SUMS                                                                                 \
  EXCHANGE_WORDS_OF_GROUP                                                                          \
  const int lane = item % WARP;                                                                    \
  const int warpM = item / WARP / (BN / WN) * WM, warpN = item / WARP % (BN / WN) * WN;            \
  float sums[BLOCKS_M][2 * BLOCKS_N][4];                                                           \
  UNROLL for (int i = 0; i < BLOCKS_M; i++) {                                                      \
    UNROLL for (int j = 0; j < 2 * BLOCKS_N; j++) {                                                \
      UNROLL for (int v = 0; v < 4; v++) sums[i][j][v] = 0.0f;                                     \
    }                                                                                              \
  }
#define PUT_QUAD(tile, kInnermost, span, q, quad) encode_quad(tile, kInnermost, span, q, quad);
#define MULTIPLY_PAIR(a, aInnermost, b, bInnermost)                                                \
  multiply_blocks(sums, a, aInnermost, b, bInnermost, warpM, warpN, lane WITH_EXCHANGE);

// STORE_VALUE(row, column, sum) for each sum of the work-item, counted within the group's tile.
#define STORE_SUMS                                                                                 \
  UNROLL for (int i = 0; i < BLOCKS_M; i++) {                                                      \
    UNROLL for (int j = 0; j < 2 * BLOCKS_N; j++) {                                                \
      UNROLL for (int v = 0; v < 4; v++) {                                                         \
        const int row = warpM + 16 * i + lane / 4 + v / 2 * 8;                                     \
        const int column = warpN + 8 * j + lane % 4 * 2 + v % 2;                                   \
        STORE_VALUE(row, column, sums[i][j][v])                                                    \
      }                                                                                            \
    }                                                                                              \
  }
