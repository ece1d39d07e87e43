// triplet/cpu_02_vectorised.cl   one negative for every anchor-positive pair     rung 2, processors
//
// Changed since 01  One work-item an anchor. It first turns its row into unsigned keys that grow
//                   with the distance and are 0 for faces of its own identity and for NaN. The
//                   nearest key above a threshold t is then the minimum of (key - t - 1): keys at
//                   or below t wrap round to huge values. Two vector instructions serve 16 faces,
//                   and one sweep serves 8 slots. Each lane remembers the segment of its minimum,
//                   so the index is found by looking through one segment, without a branch that
//                   would be mispredicted for every slot.
// Shapes            as 01, B <= CAPACITY
// Launch            local 1, global B; one work-item an anchor
// Params            SEMI_HARD 0|1    FALL_BACK 0|1|2
//                   CAPACITY 2048|4096|...  keys in local memory, 4*CAPACITY bytes
// Numerics          as 01: the keys order like the floats they come from, so every answer is the
//                   same
// Next              sorting the row once would serve any number of slots

#include "common/distance_key.cl"

#ifndef SEMI_HARD
#define SEMI_HARD 1
#endif
#ifndef FALL_BACK
#define FALL_BACK 0
#endif
#ifndef CAPACITY
#define CAPACITY 2048
#endif
#define SEGMENT 128
#define LANE ((uint16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
#define EIGHT(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)

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

/** The first place of this key in a segment, or the largest unsigned number. */
uint place_of(const uint key, __local const uint *segment) {
  uint16 place = ~0u;
#pragma unroll
  for (uint c = 0; c < SEGMENT; c += 16) {
    place = min(place, vload16(0, segment + c) == key ? LANE + c : (uint16)~0u);
  }
  return lowest(place);
}

/** The first index of this key in the row; -1 for MASKED. */
int index_of(const uint key, __local const uint *keys) {
  uint from = 0;
  uint place = place_of(key, keys);
  while (key != MASKED && place >= SEGMENT) {
    from += SEGMENT;
    place = place_of(key, keys + from);
  }
  return key == MASKED ? -1 : (int)(from + place);
}

uint highest(const uint16 v) {
  return ~lowest(~v);
}

/**
 * Fills the keys of the row, MASKED up to a whole segment; returns the lowest of the others and,
 * with FALL_BACK 2, the highest.
 */
uint2 fill_keys(const int B, __global const float *restrict row, __global const int *restrict labels,
               const int label, __local uint *keys) {
  uint16 nearest = ~0u; // of key - 1, where MASKED wraps round to the largest
  uint16 farthest = MASKED;
  int n = 0;
  for (; n + 16 <= B; n += 16) {
    const uint16 k = keys_of(vload16(0, row + n), vload16(0, labels + n), label);
    vstore16(k, 0, keys + n);
    nearest = min(nearest, k - 1u);
#if FALL_BACK == 2
    farthest = max(farthest, k);
#endif
  }
  uint rest = ~0u;
  uint rest_farthest = MASKED;
  for (; n < B || n % SEGMENT != 0; n++) { // the last columns, without reading past the end
    const bool other = n < B && labels[n] != label && !isnan(row[n]);
    keys[n] = other ? key_of(row[n]) : MASKED;
    rest = min(rest, keys[n] - 1u);
    rest_farthest = max(rest_farthest, keys[n]);
  }
  return (uint2)(min(lowest(nearest), rest) + 1u, max(highest(farthest), rest_farthest));
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
  const uint2 extremes = fill_keys(B, row, labels, labels[a], keys);
#if SEMI_HARD
  const int otherwise = FALL_BACK ? index_of(FALL_BACK == 2 ? extremes.y : extremes.x, keys) : -1;
  for (int slot = begin; slot < end; slot += 8) {
    // Slots beyond the last repeat it: computed and not stored. Above a NaN there is nothing.
#define START(s) \
  const float d##s = row[pair_positive[min(slot + s, end - 1)]]; \
  const uint t##s = isnan(d##s) ? ~0u : key_of(d##s); \
  uint16 gap##s = ~0u; \
  uint16 from##s = 0u;
    EIGHT(START)
    for (int segment = 0; segment < B; segment += SEGMENT) {
#define OPEN(s) uint16 near##s = ~0u;
      EIGHT(OPEN)
      for (int n = segment; n < segment + SEGMENT; n += 16) {
        const uint16 k = vload16(0, keys + n) - 1u;
#define NARROW(s) near##s = min(near##s, k - t##s);
        EIGHT(NARROW)
      }
#define CLOSE(s) \
  from##s = near##s < gap##s ? (uint16)segment : from##s; \
  gap##s = min(gap##s, near##s);
      EIGHT(CLOSE)
    }
#define FINISH(s) \
  if (slot + s < end) { \
    const uint gap = lowest(gap##s); \
    const uint key = gap + t##s + 1u; \
    const uint from = lowest(gap##s == gap ? from##s : (uint16)~0u); \
    const int index = (int)(from + place_of(key, keys + from)); \
    const bool inside = key > t##s && key < key_of(d##s + margin); \
    negatives[slot + s] = inside ? index : otherwise; \
  }
    EIGHT(FINISH)
  }
#else
  const int index = index_of(extremes.x, keys);
  for (int slot = begin; slot < end; slot++) {
    negatives[slot] = index;
  }
#endif
}
