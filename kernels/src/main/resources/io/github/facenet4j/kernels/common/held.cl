// common/held.cl   Vectors in local memory, a tile that begins with its bias                 included
//
// Params      MR, NV, VW  see common/register_tile.cl

#include "common/vector_store.cl"

// A vector of local memory, where all begin at multiples of their size.
#define HELD(p) (*(__local floatv *)(p))

/** The values from `at` on of an array of `length`, zeros behind it; all zeros without an array. */
inline floatv values_at(__global const float *values, const int at, const int length) {
  return values && at < length ? load_first(values + at, length - at) : (floatv)(0.0f);
}

// Row r of a tile begins with the bias s0, s1, s2, s3.
#define BEGIN_1(r) floatv c##r##_0 = s0;
#define BEGIN_2(r) BEGIN_1(r) floatv c##r##_1 = s1;
#define BEGIN_3(r) BEGIN_2(r) floatv c##r##_2 = s2;
#define BEGIN_4(r) BEGIN_3(r) floatv c##r##_3 = s3;
#define BIAS(values, at, length)                              \
  const floatv s0 = values_at(values, at, length);            \
  const floatv s1 = values_at(values, (at) + VW, length);     \
  const floatv s2 = values_at(values, (at) + 2 * VW, length); \
  const floatv s3 = values_at(values, (at) + 3 * VW, length);
