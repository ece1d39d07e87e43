// conv2d/cpu_02_weight_gradient.cl   dw += the correlation of x and dy, a register tile at a time
//                                                                        rung 2, processors
//
// Changed since 01  A tile keeps MR input channels × NR output channels of one tap in registers and walks
//                   over the pixels: a pixel gives MR neighbouring floats of x and NR of dy, so both
//                   operands already are panels and nothing is packed. A work-item takes its rows of
//                   tiles over as many rows of pixels as the second-level cache holds, then over the
//                   next ones, which it has asked for meanwhile.
// Shapes      dw[u,v,c,o] += Σ(n,i,j) x[n, i·s−p+u, j·s−p+v, c] · dy[n,i,j,o]
//             in = (H, W, C, run)   run: channels of a tap, C, or kw·C when a row of taps is one
//             outSize = (OH, OW, O, s)   taps = (KH, KW, pad h, pad w)
//             rows = (N·OH, rows of output pixels that fit the cache);  MR <= run and NR <= O
//             sums: dw itself where there is one part; else a filter of partial sums per part
// Launch      global (shares, parts), local (1, 1): share g of the rows of dw over part q of the rows of
//             pixels. Shares read dy again, parts need their sums added: a dw of few rows is cut into
//             parts.
// Params      MR, NV, VW  tile, see common/register_tile.cl;  FETCHED 1: asks for the next rows
// Numerics    float, fused multiply-add; the rows of pixels that fit the cache are summed in order of
//             (n, i, j), then added to the sums in order: equal calls give equal bits.
// Next        cpu_03_winograd_weight_gradient: a quarter of the multiplications for 3×3 taps.

#include "common/register_tile.cl"

#define VALUE(r) a[r]
#define ROW_OF_PIXELS(n)     \
  STEPS(j1 - j0, {           \
    FETCH(ahead)             \
    ahead += aheadStep;      \
    LOAD_COLUMNS_##n(b)      \
    ROWS(MULTIPLY_ROW_##n)   \
    a += s * C;              \
    b += O;                  \
  })
#define ROW_ADD(r) ADD_ROW(r, d + (size_t)(r) * O)
#define ROW_ASK(r) PUT_ROW(r, ASK_FOR, d + (size_t)(r) * O)
#define ASK_FOR(sum, p) ASK_TO_WRITE(p)
#define ROW_STORE(r) STORE_ROW(r, d + (size_t)(r) * O)

// Output columns whose tap lies inside: first j with j·s + v >= 0, and the end with j·s + v < W.
inline int first_inside(int v, int s) { return max(0, (s - 1 - v) / s); }
inline int end_inside(int v, int s, int W) { return v >= W ? 0 : (W - 1 - v) / s + 1; }

// The first count of VW values of a spilled row; the buffer may end behind them.
inline floatv load_own(__private const float *p, const int count) {
  if (count >= VW) return LOADV(p);
  float values[VW];
  for (int j = 0; j < VW; j++) values[j] = j < count ? p[j] : 0.0f;
  return LOADV(values);
}

// The tile of dw at (tap, cTile, oTile) over the rows [begin, end) of output pixels. Each pixel asks for
// the line at `ahead`, which moves on by aheadStep floats.
inline void tile(const int4 in, const int4 outSize, const int4 taps, const int tap, const int cTile,
                 const int oTile, const int begin, const int end, const int add,
                 __global const float *ahead, const int aheadStep,
                 __global const float *restrict x, __global const float *restrict dy,
                 __global float *restrict sums) {
  const int H = in.s0, W = in.s1, C = in.s2, OH = outSize.s0, O = outSize.s2, s = outSize.s3;
  const int u = tap / taps.s1 - taps.s2, v = tap % taps.s1 - taps.s3;
  // The last tile is moved back to end with the matrix; what it shares with its neighbour it only
  // computes, so that no element is added twice.
  const int c0 = min(cTile, in.s3 - MR), columns = min(NR, O - oTile);
  const int o0 = min(oTile, O - (columns + VW - 1) / VW * VW);
  const int j0 = first_inside(v, s), j1 = min(outSize.s1, end_inside(v, s, W));

  // Its own place in dw comes from a far cache, needed at once when the sums are done.
  __global float *d = sums + (tap * in.s3 + c0) * O + o0;
  ROWS(ROW_ASK)
  ROWS(CLEAR)
  for (int row = begin, n = row / OH, i = row % OH; row < end; row++) {
    const int h = i * s + u;
    if (h >= 0 && h < H) {
      __global const float *restrict a = x + ((n * H + h) * W + j0 * s + v) * C + c0;
      __global const float *restrict b = dy + (row * outSize.s1 + j0) * O + o0;
      NARROWEST(ROW_OF_PIXELS)
    }
    if (++i == OH) {
      i = 0;
      n++;
    }
  }

  if (c0 == cTile && columns == NR) {
    if (add) {
      ROWS(ROW_ADD)
    }
    ROWS(ROW_STORE)
    return;
  }
  float spilled[MR * NR];
  ROWS(SPILL)
  const int skip = oTile - o0;
  for (int r = cTile - c0; r < MR; r++) {
    __global float *to = d + (size_t)r * O;
    for (int j = skip; j < skip + columns; j += VW) {
      const int count = skip + columns - j;
      const floatv sum = load_own(spilled + r * NR + j, count);
      store_first(add ? load_first(to + j, count) + sum : sum, count, to + j);
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void weight_gradient(
    int4 in, int4 outSize, int4 taps, int2 rows, __global const float *restrict x,
    __global const float *restrict dy, __global float *sums) {
  const int down = (in.s3 + MR - 1) / MR, deep = taps.s0 * taps.s1 * down, O = outSize.s2;
  const int share = get_group_id(0), shares = get_num_groups(0);
  const int part = get_group_id(1), parts = get_num_groups(1);
  const int first = (long)deep * share / shares, last = (long)deep * (share + 1) / shares;
  const int begin = (long)rows.s0 * part / parts, end = (long)rows.s0 * (part + 1) / parts;

  __global float *mine = sums + (size_t)part * taps.s0 * taps.s1 * in.s3 * O;
  const int across = (O + NR - 1) / NR, count = (last - first) * across;
  for (int row = begin; row < end; row += rows.s1) {
    const int stop = min(end, row + rows.s1), add = parts == 1 || row > begin;
    for (int q = 0; q < count; q++) {
      // The first half of the tiles asks for the next rows of x, the others for those of dy: each for its
      // share.
      const int middle = count / 2, ofX = q < middle, sharers = ofX ? middle : count - middle;
      const int floats = ofX ? in.s0 * in.s1 * in.s2 / outSize.s0 : outSize.s1 * O;
      const size_t share = (size_t)(stop - row) * floats * (ofX ? q : q - middle) / sharers;
      const int t = first + q / across, step = floats / (sharers * outSize.s1);
      __global const float *ahead = (ofX ? x : dy) + (size_t)stop * floats + share;
      tile(in, outSize, taps, t / down, t % down * MR, q % across * NR, row, stop, add, ahead, step, x,
           dy, mine);
    }
  }
}
