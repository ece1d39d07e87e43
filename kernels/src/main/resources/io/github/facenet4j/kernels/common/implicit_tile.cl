// common/implicit_tile.cl   One register tile of an implicit matrix product: MR pixels × NR channels
//
// The rows of the implicit matrix are MR pointers into x, moved from tap to tap; where a tap falls
// outside the image its pointer is turned to a page of zeros, so that the inner loop over channels has
// no test. conv2d/cpu_02_implicit_gemm.cl says what in, grid, taps and out hold.
//
// IMPLICIT_TILE uses the kernel's variables in, grid, taps, out, O, x, those of the epilogue, and
//   p0, o0   the tile's first pixel and first channel
//   b        its panel of w
//   zeros    run zeros, only where INSIDE is 0
// Params      MR, NV, VW, FETCHED  tile, see common/register_tile.cl;  INSIDE 1: no tap falls outside

#ifndef INSIDE
#define INSIDE 0
#endif
#include "common/tile_store.cl"

// Row r of the tile: its pixel's first tap in x, and the pixel in y. Rows past the last repeat it.
#define LOCATE(r)                                       \
  const int ih##r = h, iw##r = q, at##r = from, to##r = to; \
  if (p0 + r + 1 < grid.s3) NEXT_PIXEL
// Steps of one pixel are additions; only where a row of the grid ends is the place computed anew.
#define NEXT_PIXEL         \
  {                        \
    q += grid.s2;          \
    from += grid.s2 * in.s2; \
    to += out.s2;          \
    if (++j == grid.s1) {  \
      j = 0;               \
      if (++i == grid.s0) { \
        i = 0;             \
        image++;           \
      }                    \
      PLACE                \
    }                      \
  }
#define PLACE                                   \
  h = i * grid.s2 + taps.s2;                    \
  q = j * grid.s2 + taps.s3;                    \
  from = ((image * in.s0 + h) * in.s1 + q) * in.s2; \
  to = out.s3 + image * out.s0 + i * out.s1 + j * out.s2;
#define ROW_AT(r) ((size_t)(to##r + o0))

// Row r's floats of the current tap.
#if INSIDE
#define POINT(r) __global const float *restrict x##r = x + (at##r + tap);
#else
#define POINT(r)                                                                       \
  __global const float *restrict x##r =                                                \
      (uint)(ih##r + u) < (uint)in.s0 && (uint)(iw##r + v) < (uint)in.s1 ? x + (at##r + tap) \
                                                                         : zeros;
#endif
#define VALUE(r) x##r[c]
// Without an outside the next tile's pixels mostly lie behind this one's, at the same distance: each
// step asks for its share of their floats, as a filter of 1×1 taps is done with them before a
// processor asks by itself.
#if INSIDE
#define NEXT_PIXELS __global const float *next = x0 + MR * grid.s2 * in.s2;
#define ASK_NEXT_PIXELS ASK(next + MR * c);
#else
#define NEXT_PIXELS
#define ASK_NEXT_PIXELS
#endif
#define CHANNELS(n)              \
  {                              \
    int c = 0;                   \
    STEPS(in.s3, {               \
      FETCH_COLUMNS(b)           \
      ASK_NEXT_PIXELS            \
      LOAD_COLUMNS_##n(b)        \
      ROWS(MULTIPLY_ROW_##n)     \
      b += NR;                   \
      c++;                       \
    })                           \
  }

#define IMPLICIT_TILE                                                                        \
  const int columns = min(NR, O - o0);                                                       \
  int image = p0 / (grid.s0 * grid.s1), i = p0 % (grid.s0 * grid.s1) / grid.s1, j = p0 % grid.s1; \
  int h, q, from, to;                                                                        \
  PLACE                                                                                      \
  ROWS(LOCATE)                                                                               \
  ROWS(TILE_EXPECT)                                                                          \
  ROWS(CLEAR)                                                                                \
  for (int u = 0; u < taps.s0; u++) {                                                        \
    for (int v = 0; v < taps.s1; v++) {                                                      \
      const int tap = (u * in.s1 + v) * in.s2;                                               \
      ROWS(POINT)                                                                            \
      NEXT_PIXELS                                                                            \
      NARROWEST(CHANNELS)                                                                    \
    }                                                                                        \
  }                                                                                          \
  const int rows = min(MR, grid.s3 - p0), channel = o0, accumulate = 0;                      \
  STORE_TILE
