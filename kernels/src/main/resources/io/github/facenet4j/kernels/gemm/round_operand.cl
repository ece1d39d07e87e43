// gemm/round_operand.cl   slabs = A or B, rounded                    for 07_multistage_tensor_core, GPUs
//
// Shapes    p [rows,K] or, TRANSPOSED, [K,rows];  slabs [⌈K/BK⌉,rows,BK], see common/slab.cl
// Launch    global (rows·CHUNKS, ⌈K/BK⌉) rounded up, local (64, 1); one work-item 16 bytes of a slab:
//           neighbours write neighbouring pieces and read at least 32 bytes in a row
// Params    BK 16|32 for 16 bits, 8|16 for tf32;  PRECISION 1 tf32 | 2 bf16 | 3 fp16;  TRANSPOSED 0|1
// Numerics  to nearest, ties to even
// Next      bound by memory; what is read again, such as weights, is rounded once

#include "common/element.cl"

#ifndef BK
#define BK 32
#endif
#ifndef TRANSPOSED
#define TRANSPOSED 0
#endif
#include "common/slab.cl"

__kernel __attribute__((reqd_work_group_size(64, 1, 1))) void round_operand(
    int rows, int K, __global const float *p, __global uint4 *slabs) {
  const int row = get_global_id(0) / CHUNKS, piece = get_global_id(0) % CHUNKS;
  const int slab = get_global_id(1), k0 = slab * BK + piece * CHUNK;
  if (row >= rows) return;
  uint words[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    words[i] = 0;
#pragma unroll
    for (int j = 0; j < CHUNK / 4; j++) {
      const int k = k0 + i * (CHUNK / 4) + j;
      const float x =
          k < K ? p[TRANSPOSED ? (size_t)k * rows + row : (size_t)row * K + k] : 0.0f;
      words[i] |= (uint)encode(x) << 16 * j;
    }
  }
  slabs[((size_t)slab * rows + row) * CHUNKS + (piece ^ SWIZZLE(row))] =
      (uint4)(words[0], words[1], words[2], words[3]);
}
