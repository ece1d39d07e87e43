// common/warp_tile.cl   matrix instructions of a warp, and the same in plain OpenCL             included
//
// 32 work-items, a warp, hold a 16×STEP tile of an operand as four words each (two values a word for
// 16-bit precisions), STEP 16, or 8 for tf32. With lane = 4·g + t, word 0 holds row g and k t (k 2t and
// 2t+1 for 16 bits); word 1 row g+8; words 2 and 3 the same rows STEP/2 further on in k. Sums are a
// 16×8 tile: rows g and g+8, columns 2t and 2t+1. (PTX ISA, mma.m16n8k8 and mma.m16n8k16.)
//
// EMULATE 1 replaces each instruction by an exchange through local memory: the kernel's indexing then
// runs, and is tested, on any device. All warps of the group must execute an emulated instruction.

#include "common/element.cl"

#ifndef EMULATE
#define EMULATE 0
#endif
#define WARP 32
#define STEP (HALVES ? 16 : 8)

#if EMULATE
#define EXCHANGE_WORDS 6
#define WITH_EXCHANGE , exchange, item
#define EXCHANGE_PARAMETERS , __local uint *exchange, int item
#define UNROLL

/**
 * Words of the 8×8 blocks whose rows begin at the lanes' addresses, 8×4 blocks for tf32; transposed
 * when asked, which 16 bits alone can be.
 */
inline void load_blocks(uint words[4], __local const Element *tile, int row, const int transposed,
                        __local uint *exchange, int item) {
  __local uint *rows = exchange + item / WARP * WARP;
  const int g = item % WARP / 4, t = item % 4;
  rows[item % WARP] = row;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = 0; i < 4; i++) {
#if HALVES
    const uint low = transposed ? tile[rows[8 * i + 2 * t] + g] : tile[rows[8 * i + g] + 2 * t];
    const uint high =
        transposed ? tile[rows[8 * i + 2 * t + 1] + g] : tile[rows[8 * i + g] + 2 * t + 1];
    words[i] = low | high << 16;
#else
    words[i] = tile[rows[8 * i + g] + t];
#endif
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}

/** sums += a·b over the warp. */
inline void multiply_tiles(float sums[4], const uint a[4], uint b0, uint b1,
                           __local uint *exchange, int item) {
  __local uint *warp = exchange + item / WARP * WARP * EXCHANGE_WORDS;
  const int lane = item % WARP, g = lane / 4, t = lane % 4;
  for (int i = 0; i < 4; i++) warp[lane * EXCHANGE_WORDS + i] = a[i];
  warp[lane * EXCHANGE_WORDS + 4] = b0;
  warp[lane * EXCHANGE_WORDS + 5] = b1;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = 0; i < 4; i++) {
    const int row = i / 2, column = 2 * t + i % 2;
    for (int k = 0; k < STEP; k++) {
      const int later = k / (STEP / 2), within = k % (STEP / 2);
      const int holder = HALVES ? within / 2 : within, shift = HALVES ? within % 2 * 16 : 0;
      const uint left = warp[(4 * g + holder) * EXCHANGE_WORDS + 2 * later + row] >> shift;
      const uint right = warp[(4 * column + holder) * EXCHANGE_WORDS + 4 + later] >> shift;
      const uint mask = HALVES ? 0xffffu : 0xffffffffu;
      sums[i] = fma(decode(left & mask), decode(right & mask), sums[i]);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
}
#else
#ifndef ASSEMBLE
#define ASSEMBLE asm
#endif
#define WITH_EXCHANGE
#define EXCHANGE_PARAMETERS
#define UNROLL _Pragma("unroll")
#if PRECISION == 1
#define MMA "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
#elif PRECISION == 2
#define MMA "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
#else
#define MMA "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
#endif

/** As above. */
inline void load_blocks(uint words[4], __local const Element *tile, int row, const int transposed) {
  // A pointer to local memory is an offset into it here.
  const uint address = (uint)(size_t)(tile + row);
  if (transposed) {
    ASSEMBLE volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                      : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3])
                      : "r"(address)
                      : "memory");
  } else {
    ASSEMBLE volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                      : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3])
                      : "r"(address)
                      : "memory");
  }
}

/** sums += a·b over the warp. */
inline void multiply_tiles(float sums[4], const uint a[4], uint b0, uint b1) {
  ASSEMBLE volatile(MMA "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
                    : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
                    : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
#endif
