// loss/occupied.cl   one bit for every entry of C: whether it is not 0      helper of cpu_02_blocks
//
// Shapes    C [B,B]   bits [B,words], words = ceil(B/32); bit j%32 of word j/32 stands for column j
// Launch    local 1, global B; one work-item a row
// Params    none
// Numerics  exact
// Next      walking down a column of bits stays in the cache where walking down C does not

/** Bit l is set where lane l is not 0. */
inline uint bits_of(const float16 v) {
  const int16 lanes = v != 0.0f;
  const int16 bits = lanes & (int16)(0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200,
                                     0x400, 0x800, 0x1000, 0x2000, 0x4000, 0x8000);
  const int8 a = bits.lo | bits.hi;
  const int4 b = a.lo | a.hi;
  const int2 c = b.lo | b.hi;
  return c.x | c.y;
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void occupied(const int B, __global const float *restrict C, __global uint *restrict bits) {
  const int words = (B + 31) / 32;
  __global const float *row = C + (int)get_global_id(0) * B;
  __global uint *out = bits + (int)get_global_id(0) * words;
  int j = 0;
  for (; j + 32 <= B; j += 32) {
    out[j / 32] = bits_of(vload16(0, row + j)) | bits_of(vload16(0, row + j + 16)) << 16;
  }
  if (j < B) {
    uint rest = 0;
    for (int c = j; c < B; c++) {
      rest |= row[c] != 0.0f ? 1u << (c - j) : 0u;
    }
    out[j / 32] = rest;
  }
}
