// triplet/cpu_02_vectorised.cl   one negative for every anchor-positive pair        rung 2, processors
//
// Changed since 01  One work-item an anchor. It first turns its row into unsigned keys that grow with the
//                   distance and are 0 for faces of its own identity and for NaN. The nearest key above a
//                   threshold t is then the minimum of (key - t - 1): keys at or below t wrap round to
//                   huge values. Two vector instructions serve 16 faces, and one sweep serves 8 slots.
//                   The index is looked up afterwards, by equality.
// Shapes            as 01, B <= CAPACITY
// Launch            local 1, global B; one work-item an anchor
// Params            SEMI_HARD 0|1    FALL_BACK 0|1
//                   CAPACITY 2048|4096|...  keys in local memory, 4*CAPACITY bytes
// Numerics          as 01: the keys order like the floats they come from, so every answer is the same
// Next              the index costs as much as the minimum: keeping the block of columns in which the minimum
//                   fell would shorten the search

#ifndef SEMI_HARD
#define SEMI_HARD 1
#endif
#ifndef FALL_BACK
#define FALL_BACK 0
#endif
#ifndef CAPACITY
#define CAPACITY 2048
#endif
#define MASKED 0u // below the key of every distance, so never above a threshold
#define EIGHT(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)

/** Unsigned integers in the order of the floats; -0 counts as 0. Not for NaN. */
uint key_of(const float distance) {
  const uint bits = as_uint(distance + 0.0f);
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}

uint16 keys_of(const float16 d, const int16 labels, const int label) {
  const uint16 bits = as_uint16(d + 0.0f);
  const uint16 keys = as_int16(bits) < 0 ? ~bits : bits | 0x80000000u;
  return labels != label && d == d ? keys : (uint16)MASKED;
}

uint lowest(const uint16 v) {
  const uint8 a = min(v.lo, v.hi);
  const uint4 b = min(a.lo, a.hi);
  const uint2 c = min(b.lo, b.hi);
  return min(c.x, c.y);
}

/** Whether any lane is set; any() itself is taken apart into sixteen branches by some compilers. */
bool some(const int16 lanes) {
  const int8 a = lanes.lo | lanes.hi;
  const int4 b = a.lo | a.hi;
  const int2 c = b.lo | b.hi;
  return (c.x | c.y) != 0;
}

/** The index of this key, or -1 for MASKED. */
int first_index(__local const uint *keys, const uint key) {
  if (key == MASKED) {
    return -1;
  }
  int n = 0;
  while (!some(vload16(0, keys + n) == key)) {
    n += 16;
  }
  while (keys[n] != key) {
    n++;
  }
  return n;
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void vectorised(const int B, const int T, const float margin, __global const float *restrict D,
                __global const int *restrict labels, __global const int *restrict pair_start,
                __global const int *restrict pair_positive, __global int *restrict negatives) {
  __local uint keys[CAPACITY];
  const int a = get_global_id(0);
  const int begin = pair_start[a];
  const int end = pair_start[a + 1];
  if (begin == end) {
    return;
  }
  __global const float *restrict row = D + a * B;
  const int label = labels[a];

  uint16 nearest = ~0u; // of key - 1: the distance to the nearest negative of all
  int n = 0;
  for (; n + 16 <= B; n += 16) {
    const uint16 k = keys_of(vload16(0, row + n), vload16(0, labels + n), label);
    vstore16(k, 0, keys + n);
    nearest = min(nearest, k - 1u);
  }
  if (n < B) { // the last columns, without reading past the end
    uint rest[16];
    for (int c = 0; c < 16; c++) {
      const bool other = n + c < B && labels[n + c] != label && !isnan(row[n + c]);
      rest[c] = other ? key_of(row[n + c]) : MASKED;
    }
    const uint16 k = vload16(0, rest);
    vstore16(k, 0, keys + n);
    nearest = min(nearest, k - 1u);
  }
  const uint hardest = lowest(nearest) + 1u; // MASKED when there is no other identity

#if SEMI_HARD
  for (int slot = begin; slot < end; slot += 8) {
    // Slots beyond the last repeat it: computed and not stored. Above a NaN there is nothing.
#define START(s) \
  const float d##s = row[pair_positive[min(slot + s, end - 1)]]; \
  const uint t##s = isnan(d##s) ? ~0u : key_of(d##s); \
  uint16 gap##s = ~0u;
    EIGHT(START)
    for (n = 0; n < B; n += 16) {
      const uint16 k = vload16(0, keys + n) - 1u;
#define NARROW(s) gap##s = min(gap##s, k - t##s);
      EIGHT(NARROW)
    }
#define FINISH(s) \
  if (slot + s < end) { \
    const uint key = lowest(gap##s) + t##s + 1u; \
    const bool inside = key > t##s && key < key_of(d##s + margin); \
    negatives[slot + s] = first_index(keys, inside ? key : FALL_BACK ? hardest : MASKED); \
  }
    EIGHT(FINISH)
  }
#else
  const int index = first_index(keys, hardest);
  for (int slot = begin; slot < end; slot++) {
    negatives[slot] = index;
  }
#endif
}
