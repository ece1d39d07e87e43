// conv2d/cpu_03_winograd.cl   y = epilogue(x ∗ w) by Winograd's F(TILE×TILE, 3×3)
//                                                                        rung 3, processors
//
// Changed since 02  TILE×TILE outputs at once, from SPAN² products a pair of channels instead of
//                   9·TILE² (common/winograd.cl). Value k of all tiles is a matrix [tiles, C], that of
//                   the filter [C, O]: SPAN² matrix products, for the register tile of rung 2. A
//                   work-item takes a block of tiles through all three steps (inputs to values,
//                   products, values to outputs), then the next block in the same memory: values
//                   never leave the second-level cache.
// Shapes      stride 1, 3×3 taps, C >= VW; a grid of result pixels [N,GH,GW], cut into tiles;
//             y(n,i,j,o) = Σ(u,v,c) x[n, i+h0+u, j+w0+v, c] · w[u,v,c,o]           x is 0 outside
//             w [⌈O/NR⌉][SPAN²][C][NR] from winograd_filter.cl, then C zeros
//             in = (H, W, C, O)   grid = (GH, GW, h0, w0)   out = (image, row, pixel, first), see 02
//             tiles = (down, across, of all images, of a block)
//             layout = (inputRow, inputPlane, productPlane, together): floats from tile to tile and
//             from value to value; panels whose products are turned to outputs together
//             memory [groups][SPAN²·(inputPlane + productPlane)]
// Launch      global (blocks side by side, shares of the panels), local (1, 1). With few tiles the
//             panels are shared out too, and each share transforms the inputs for itself.
// Params      TILE 2|3|4;  MR, NV, VW  tile, see common/register_tile.cl
//             STREAM 1: y is too long for the caches, see common/past_caches.cl
// Numerics    float, summed in order of c; the error and its bound: docs/adr/0010
// Next        the transforms in the shadow of the products: values of the next block ahead of time.

#include "common/vector_store.cl"
#include "common/winograd.cl"

/**
 * Writes Bᵀ d B of tile (i, j) of image n: value k, channel c at values[k · plane + c]. The pixels
 * that the tile to the right has for itself are asked for meanwhile: SPAN² streams that each begin
 * anew with every tile are too many for a processor to foresee.
 */
inline void transform_inputs(int4 in, int4 grid, int n, int i, int j,
                             __global const float *restrict x, __global const float *restrict zeros,
                             int plane, __global float *restrict values) {
  const int H = in.s0, W = in.s1, C = in.s2;
  __global const float *from[VALUES];
  for (int k = 0; k < VALUES; k++) {
    const int h = i * TILE + grid.s2 + k / SPAN, w = j * TILE + grid.s3 + k % SPAN;
    const bool inside = (uint)h < (uint)H && (uint)w < (uint)W;
    from[k] = inside ? x + (((size_t)n * H + h) * W + w) * C : zeros;
  }
  for (int next = 0; next < C; next += VW) {
    const int c = min(next, C - VW);  // the last vector ends with the channels
    floatv half_done[SPAN][SPAN];     // by column of inputs: Bᵀ d
#pragma unroll
    for (int q = 0; q < SPAN; q++) {
      floatv d[SPAN];
#pragma unroll
      for (int p = 0; p < SPAN; p++) {
        d[p] = LOADV(from[p * SPAN + q] + c);
        if (q >= SPAN - TILE) {
          ASK(from[p * SPAN + q] + TILE * C + c);
        }
      }
      input_values(d, half_done[q]);
    }
#pragma unroll
    for (int p = 0; p < SPAN; p++) {
      floatv d[SPAN], v[SPAN];
#pragma unroll
      for (int q = 0; q < SPAN; q++) d[q] = half_done[q][p];
      input_values(d, v);
#pragma unroll
      for (int q = 0; q < SPAN; q++) STOREV(v[q], values + (size_t)(p * SPAN + q) * plane + c);
    }
  }
}

/** Aᵀ m A of VW channels: value k lies at values[k · plane]. */
inline void transform_products(__global const float *restrict values, int plane, floatv *pixels) {
  floatv half_done[SPAN][TILE];  // by column of values: Aᵀ m
#pragma unroll
  for (int q = 0; q < SPAN; q++) {
    floatv m[SPAN];
#pragma unroll
    for (int p = 0; p < SPAN; p++) m[p] = LOADV(values + (size_t)(p * SPAN + q) * plane);
    outputs(m, half_done[q]);
  }
#pragma unroll
  for (int p = 0; p < TILE; p++) {
    floatv m[SPAN];
#pragma unroll
    for (int q = 0; q < SPAN; q++) m[q] = half_done[q][p];
    outputs(m, pixels + p * TILE);
  }
}

#define VALUE(r) a[(r) * inputRow + c]
#define ROW_KEEP(r) STORE_ROW(r, to + (r) * productRow)

/** NR columns of all SPAN² products: [count tiles, C] times the panel's [C, NR]. */
inline void multiply(int count, int C, int inputRow, int inputPlane,
                     __global const float *restrict inputs, __global const float *restrict panel,
                     int productRow, int productPlane, __global float *restrict products) {
  for (int k = 0; k < VALUES; k++) {
    for (int t = 0; t < count; t += MR) {
      __global const float *restrict a = inputs + (size_t)k * inputPlane + t * inputRow;
      __global const float *restrict b = panel + (size_t)k * C * NR;
      ROWS(CLEAR)
      int c = 0;
      STEPS(C, {
        FETCH_COLUMNS(b)
        LOAD_COLUMNS(b)
        ROWS(MULTIPLY_ROW)
        b += NR;
        c++;
      })
      __global float *restrict to = products + (size_t)k * productPlane + t * productRow;
      ROWS(ROW_KEEP)
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd(
    int4 in, int4 grid, int4 out, int4 tiles, int4 layout, __global const float *restrict x,
    __global const float *restrict w, __global float *restrict memory, __global const float *bias,
    __global const float *residual, __global const float *slopes, int activation,
    __global float *y) {
  const int C = in.s2, O = in.s3, perImage = tiles.s0 * tiles.s1, panels = (O + NR - 1) / NR;
  const int inputRow = layout.s0, inputPlane = layout.s1, productPlane = layout.s2;
  const int together = layout.s3, productRow = together * NR;
  const int share = get_group_id(1), shares = get_num_groups(1);
  const int side = get_group_id(0), sides = get_num_groups(0);
  const size_t panel = (size_t)VALUES * C * NR;
  __global const float *restrict zeros = w + panels * panel;
  __global float *restrict inputs =
      memory + (size_t)(share * sides + side) * VALUES * (inputPlane + productPlane);
  __global float *restrict products = inputs + (size_t)VALUES * inputPlane;

  for (int first = side * tiles.s3; first < tiles.s2; first += sides * tiles.s3) {
    const int count = min(tiles.s3, tiles.s2 - first);
    for (int t = 0; t < (count + MR - 1) / MR * MR; t++) {
      const int tile = first + min(t, count - 1), at = tile % perImage;  // repeats to whole rows
      transform_inputs(in, grid, tile / perImage, at / tiles.s1, at % tiles.s1, x, zeros,
                       inputPlane, inputs + t * inputRow);
    }
    const int endPanel = panels * (share + 1) / shares;
    for (int p0 = panels * share / shares; p0 < endPanel; p0 += together) {
      const int p1 = min(endPanel, p0 + together);
      for (int p = p0; p < p1; p++)
        multiply(count, C, inputRow, inputPlane, inputs, w + p * panel, productRow, productPlane,
                 products + (p - p0) * NR);

      for (int t = 0; t < count; t++) {
        const int tile = first + t, at = tile % perImage;
        const int i = at / tiles.s1 * TILE, j = at % tiles.s1 * TILE;
        const int to = out.s3 + tile / perImage * out.s0 + i * out.s1 + j * out.s2;
        for (int o = p0 * NR; o < min(O, p1 * NR); o += VW) {
          floatv pixels[TILE * TILE];
          transform_products(products + t * productRow + o - p0 * NR, productPlane, pixels);
          for (int p = 0; p < min(TILE, grid.s0 - i); p++)
            for (int q = 0; q < min(TILE, grid.s1 - j); q++)
              store_vector(pixels[p * TILE + q], (size_t)(to + p * out.s1 + q * out.s2 + o), o,
                           O - o, bias, residual, slopes, activation, y);
        }
      }
    }
  }
}
