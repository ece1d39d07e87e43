// distance/03_register_block.cl   D by register blocks over local tiles, Gram form      rung 3
//
// Changed since 02  Each work-item keeps a BLOCK x BLOCK piece of D in registers: per step of k it
//                   reads 2*BLOCK values from local memory for BLOCK*BLOCK results. D = |a|^2 +
//                   |b|^2 - 2ab needs one fused multiply-add per term; the squared lengths come
//                   from lengths.cl.
// Shapes            X [B,E]   Q [B] squared lengths   D [B,B], any B,E >= 1; edges filled with 0
// Launch            local (GROUP, GROUP), global (GROUP*T, GROUP*T), T = ceil(B / (GROUP*BLOCK)).
//                   Item (x,y) owns columns x, x+GROUP, ... so that stores coalesce.
// Params            GROUP 8|16, BLOCK 2|4     DEPTH 8|16 steps of k a tile
//                   local memory 2*DEPTH*(GROUP*BLOCK+1)*4 bytes
// Numerics          error up to (E+3)*2^-24*(|a|^2+|b|^2), so near-equal faces lose relative
//                   accuracy; negative results become 0, NaN stays NaN; the diagonal is set to 0.
//                   Products and sums commute, so D is symmetric bit for bit.
// Next              04_vectorised: half the tiles suffice, moved by float4, lengths included

#ifndef GROUP
#define GROUP 16
#endif
#ifndef BLOCK
#define BLOCK 4
#endif
#ifndef DEPTH
#define DEPTH 16
#endif
#define SPAN (GROUP * BLOCK)
#define ITEMS (GROUP * GROUP)

__kernel __attribute__((reqd_work_group_size(GROUP, GROUP, 1)))
void register_block(const int B, const int E, __global const float *restrict X,
                     __global const float *restrict Q, __global float *restrict D) {
  __local float left[DEPTH][SPAN + 1];
  __local float right[DEPTH][SPAN + 1];
  const int x = get_local_id(0);
  const int y = get_local_id(1);
  const int item = y * GROUP + x;
  const int j0 = get_group_id(0) * SPAN;
  const int i0 = get_group_id(1) * SPAN;

  float sums[BLOCK][BLOCK];
#pragma unroll
  for (int r = 0; r < BLOCK; r++) {
#pragma unroll
    for (int c = 0; c < BLOCK; c++) {
      sums[r][c] = 0.0f;
    }
  }
  for (int k0 = 0; k0 < E; k0 += DEPTH) {
    for (int t = item; t < SPAN * DEPTH; t += ITEMS) {
      const int k = t % DEPTH; // neighbouring items read neighbouring k of one row
      const int r = t / DEPTH;
      const bool inside = k0 + k < E;
      left[k][r] = inside && i0 + r < B ? X[(i0 + r) * E + k0 + k] : 0.0f;
      right[k][r] = inside && j0 + r < B ? X[(j0 + r) * E + k0 + k] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < DEPTH; k++) {
      float a[BLOCK], b[BLOCK];
#pragma unroll
      for (int r = 0; r < BLOCK; r++) {
        a[r] = left[k][y + r * GROUP];
        b[r] = right[k][x + r * GROUP];
      }
#pragma unroll
      for (int r = 0; r < BLOCK; r++) {
#pragma unroll
        for (int c = 0; c < BLOCK; c++) {
          sums[r][c] = fma(a[r], b[c], sums[r][c]);
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#pragma unroll
  for (int r = 0; r < BLOCK; r++) {
#pragma unroll
    for (int c = 0; c < BLOCK; c++) {
      const int i = i0 + y + r * GROUP;
      const int j = j0 + x + c * GROUP;
      if (i < B && j < B) {
        const float d = fma(-2.0f, sums[r][c], Q[i] + Q[j]);
        D[i * B + j] = i == j || d < 0.0f ? 0.0f : d;
      }
    }
  }
}
