// conv2d/cpu_03_winograd_weight_gradient.cl   dw += from x and dy by Winograd's F(TILE×TILE, 3×3)
//                                                                        rung 3, processors
//
// Changed since 02  SPAN² products a pair of channels and tile of TILE×TILE outputs instead of 9·TILE²
//                   (common/winograd_transposed.cl). A work-item owns a block of channels × outputs
//                   of dw: block of tiles after block of tiles it transforms its channels of x and dy
//                   and adds their SPAN² products to sums that stay in the second-level cache, and in
//                   the end turns the sums to taps. x is transformed again for each block of outputs,
//                   dy for each block of channels.
// Shapes      stride 1, 3×3 taps; dw[u,v,c,o] += Σ(n,i,j) x[n, i+h0+u, j+w0+v, c] · dy[n,i,j,o]
//             in = (H, W, C, O)   grid = (OH, OW, h0, w0)   tiles = (down, across, of all images, of a
//             block)   block = (channels CB <= C, outputs OB <= O): multiples of MR and NR, >= VW
//             memory [groups][OB + CB zeros, then SPAN² of x [tiles of a block, CB], of dy [tiles of a
//             block, OB], of sums [CB, OB]]
// Launch      global (⌈O/OB⌉, ⌈C/CB⌉), local (1, 1). The last blocks are moved back to end with the
//             matrix; what they share with their neighbours they compute and do not add.
// Params      TILE 2|3|4;  MR, NV, VW  tile, see common/register_tile.cl
// Numerics    float; summed in order of tiles within a block, then block by block
// Next        sums of several groups for processors with more units than dw has blocks.

#include "common/register_tile.cl"
#include "common/winograd_transposed.cl"

/** Points from[] at the side×side pixels from (h, w) on of one image, at zeros outside of it. */
inline void locate(int side, int h, int w, int H, int W, int C, __global const float *restrict image,
                   __global const float *restrict zeros, __global const float **from) {
  for (int k = 0; k < side * side; k++) {
    const int i = h + k / side, j = w + k % side;
    const bool inside = (uint)i < (uint)H && (uint)j < (uint)W;
    from[k] = inside ? image + (size_t)(i * W + j) * C : zeros;
  }
}

// values[k · plane + c] = (R s Rᵀ)[k] for count channels of a side×side tile s, R·s being `transform`.
// The pixels that the next tile has for itself, `step` floats on, are asked for meanwhile.
#define TRANSFORM(transform, side)                                                           \
  for (int next = 0; next < count; next += VW) {                                             \
    const int c = min(next, count - VW);                                                     \
    floatv half_done[side][SPAN];                                                            \
    _Pragma("unroll") for (int q = 0; q < side; q++) {                                       \
      floatv s[side];                                                                        \
      _Pragma("unroll") for (int p = 0; p < side; p++) {                                     \
        s[p] = LOADV(from[p * side + q] + c);                                                \
        if (q >= side - TILE) {                                                              \
          ASK(from[p * side + q] + step + c);                                                \
        }                                                                                    \
      }                                                                                      \
      transform(s, half_done[q]);                                                            \
    }                                                                                        \
    _Pragma("unroll") for (int p = 0; p < SPAN; p++) {                                       \
      floatv s[side], v[SPAN];                                                               \
      _Pragma("unroll") for (int q = 0; q < side; q++) s[q] = half_done[q][p];               \
      transform(s, v);                                                                       \
      _Pragma("unroll") for (int q = 0; q < SPAN; q++)                                       \
          STORE_LOOSE(v[q], values + (size_t)(p * SPAN + q) * plane + c);                    \
    }                                                                                        \
  }

inline void transform_inputs(__global const float **from, int count, int step, int plane,
                             __global float *restrict values) {
  TRANSFORM(input_values, SPAN)
}

inline void transform_gradients(__global const float **from, int count, int step, int plane,
                                __global float *restrict values) {
  TRANSFORM(gradient_values, TILE)
}

#define VALUE(r) a[r]
#define ROW_SUM(r)              \
  ADD_ROW(r, sum + (r) * OB)    \
  STORE_ROW(r, sum + (r) * OB)

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winograd_weight_gradient(
    int4 in, int4 grid, int4 tiles, int2 block, __global const float *restrict x,
    __global const float *restrict dy, __global float *restrict memory, __global float *dw) {
  const int H = in.s0, W = in.s1, C = in.s2, O = in.s3, CB = block.s0, OB = block.s1;
  const int cBlock = get_group_id(1) * CB, c0 = min(cBlock, C - CB);
  const int oBlock = get_group_id(0) * OB, o0 = min(oBlock, O - OB);
  const int perImage = tiles.s0 * tiles.s1, inputPlane = tiles.s3 * CB;
  const int gradientPlane = tiles.s3 * OB, sumPlane = CB * OB;
  const size_t group = get_group_id(1) * get_num_groups(0) + get_group_id(0);
  __global float *restrict zeros =
      memory + group * (CB + OB + VALUES * (inputPlane + gradientPlane + sumPlane));
  __global float *restrict inputs = zeros + CB + OB;
  __global float *restrict gradients = inputs + (size_t)VALUES * inputPlane;
  __global float *restrict sums = gradients + (size_t)VALUES * gradientPlane;

  for (int i = 0; i < CB + OB; i++) zeros[i] = 0.0f;
  for (int i = 0; i < VALUES * sumPlane; i++) sums[i] = 0.0f;
  for (int first = 0; first < tiles.s2; first += tiles.s3) {
    const int count = min(tiles.s3, tiles.s2 - first);
    for (int t = 0; t < count; t++) {
      const int n = (first + t) / perImage, at = (first + t) % perImage;
      const int i = at / tiles.s1 * TILE, j = at % tiles.s1 * TILE;
      __global const float *from[VALUES];
      locate(SPAN, i + grid.s2, j + grid.s3, H, W, C, x + (size_t)n * H * W * C + c0, zeros, from);
      transform_inputs(from, CB, TILE * C, inputPlane, inputs + t * CB);
      locate(TILE, i, j, grid.s0, grid.s1, O, dy + (size_t)n * grid.s0 * grid.s1 * O + o0, zeros,
             from);
      transform_gradients(from, OB, TILE * O, gradientPlane, gradients + t * OB);
    }
    for (int k = 0; k < VALUES; k++) {
      for (int o = 0; o < OB; o += NR) {
        for (int c = 0; c < CB; c += MR) {
          __global const float *restrict a = inputs + (size_t)k * inputPlane + c;
          __global const float *restrict b = gradients + (size_t)k * gradientPlane + o;
          ROWS(CLEAR)
          STEPS(count, {
            LOAD_COLUMNS(b)
            ROWS(MULTIPLY_ROW)
            a += CB;
            b += OB;
          })
          __global float *restrict sum = sums + (size_t)k * sumPlane + c * OB + o;
          ROWS(ROW_SUM)
        }
      }
    }
  }

  for (int c = cBlock - c0; c < CB; c++) {
    for (int next = oBlock - o0; next < OB; next += VW) {
      const int o = min(next, OB - VW);
      floatv half_done[SPAN][3];
#pragma unroll
      for (int q = 0; q < SPAN; q++) {
        floatv m[SPAN];
#pragma unroll
        for (int p = 0; p < SPAN; p++)
          m[p] = LOADV(sums + (size_t)(p * SPAN + q) * sumPlane + c * OB + o);
        tap_gradients(m, half_done[q]);
      }
#pragma unroll
      for (int u = 0; u < 3; u++) {
        floatv m[SPAN], g[3];
#pragma unroll
        for (int q = 0; q < SPAN; q++) m[q] = half_done[q][u];
        tap_gradients(m, g);
#pragma unroll
        for (int v = 0; v < 3; v++) {
          __global float *d = dw + ((size_t)(u * 3 + v) * C + c0 + c) * O + o0 + o;
          float values[VW];
          STOREV(g[v], values);
          for (int l = next - o; l < VW; l++) d[l] += values[l];
        }
      }
    }
  }
}
