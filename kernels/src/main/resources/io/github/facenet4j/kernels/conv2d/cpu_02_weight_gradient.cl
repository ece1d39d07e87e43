// conv2d/cpu_02_weight_gradient.cl   dw += the correlation of x and dy, a register tile at a time
//                                                                        rung 2, processors
//
// Changed since 01  A work-item keeps MR input channels × NR output channels of one tap in registers and
//                   walks over the pixels: a pixel gives MR neighbouring floats of x and NR of dy, so
//                   both operands already are panels and nothing is packed.
// Shapes      dw[u,v,c,o] += Σ(n,i,j) x[n, i·s−p+u, j·s−p+v, c] · dy[n,i,j,o]
//             in = (H, W, C, run)   run: channels of a tap, C, or kw·C when a row of taps is one
//             outSize = (OH, OW, O, s)   taps = (KH, KW, pad h, pad w)   images = (first, end)
// Launch      global (⌈O/NR⌉, ⌈run/MR⌉, KH·KW), local (1, 1, 1); MR <= run and NR <= O. The host launches
//             chunks of images that fit the second-level cache, one after the other.
// Params      MR, NV, VW  tile, see common/register_tile.cl
// Numerics    float, fused multiply-add; per chunk summed in order of (n, i, j), then added to dw:
//             equal calls give equal bits.
// Next        cpu_03_winograd_weight_gradient: a quarter of the multiplications for 3×3 taps.

#include "common/register_tile.cl"

#define ROW_MULTIPLY(r) MULTIPLY_ADD(r, a[r])
#define ROW_ADD(r)                \
  ADD_ROW(r, d + (size_t)(r) * O) \
  STORE_ROW(r, d + (size_t)(r) * O)

// Output positions whose tap lies inside: first i with i·s - p + u >= 0, and the end with <= size - 1.
inline int first_inside(int tap, int pad, int s) { return max(0, (pad - tap + s - 1) / s); }
inline int end_inside(int tap, int pad, int s, int size, int outSize) {
  const int reach = size - 1 + pad - tap;
  return reach < 0 ? 0 : min(outSize, reach / s + 1);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void weight_gradient(
    int4 in, int4 outSize, int4 taps, int2 images, __global const float *restrict x,
    __global const float *restrict dy, __global float *dw) {
  const int H = in.s0, W = in.s1, C = in.s2, O = outSize.s2, s = outSize.s3;
  // The last tile is moved back to end with the matrix; what it shares with its neighbour it only
  // computes, so that no element is added twice.
  const int cTile = get_group_id(1) * MR, c0 = min(cTile, in.s3 - MR);
  const int oTile = get_group_id(0) * NR, o0 = min(oTile, O - NR);
  const int u = get_group_id(2) / taps.s1, v = get_group_id(2) % taps.s1;
  const int i0 = first_inside(u, taps.s2, s), i1 = end_inside(u, taps.s2, s, H, outSize.s0);
  const int j0 = first_inside(v, taps.s3, s), j1 = end_inside(v, taps.s3, s, W, outSize.s1);

  ROWS(CLEAR)
  for (int n = images.s0; n < images.s1; n++) {
    for (int i = i0; i < i1; i++) {
      const int h = i * s - taps.s2 + u, w = j0 * s - taps.s3 + v;
      __global const float *restrict a = x + (((size_t)n * H + h) * W + w) * C + c0;
      __global const float *restrict b = dy + (((size_t)n * outSize.s0 + i) * outSize.s1 + j0) * O + o0;
      for (int j = j0; j < j1; j++) {
        LOAD_COLUMNS(b)
        ROWS(ROW_MULTIPLY)
        a += s * C;
        b += O;
      }
    }
  }

  __global float *d = dw + ((size_t)get_group_id(2) * in.s3 + c0) * O + o0;
  if (c0 == cTile && o0 == oTile) {
    ROWS(ROW_ADD)
    return;
  }
  float tile[MR * NR];
  ROWS(SPILL)
  for (int r = cTile - c0; r < MR; r++)
    for (int j = oTile - o0; j < NR; j++) d[(size_t)r * O + j] += tile[r * NR + j];
}
