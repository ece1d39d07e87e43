// common/element.cl   values of tiles for matrix units, as bits                               included
//
// PRECISION 1 tf32, in 32 bits; 2 bf16; 3 fp16.

#include "common/rounding.cl"

#define HALVES (PRECISION >= 2)

#if HALVES
typedef ushort Element;
#else
typedef uint Element;
#endif

/** The bits of a value in the precision of the tiles. */
inline Element encode(float x) {
  const uint bits = as_uint(nearest(x));
#if PRECISION == 2
  return (ushort)(bits >> 16);
#elif PRECISION == 3
  const uint magnitude = bits & 0x7fffffffu, sign = bits >> 16 & 0x8000u;
  if (magnitude > 0x7f800000u) return (ushort)0x7e00u;
  if (magnitude == 0x7f800000u) return (ushort)(sign | 0x7c00u);
  // Small halves count in steps of 2^-24, as floats next to one half do.
  const uint small = as_uint(as_float(magnitude) + 0.5f) - as_uint(0.5f);
  return (ushort)(sign | (magnitude < 0x38800000u ? small : (magnitude >> 13) - (112u << 10)));
#else
  return bits;
#endif
}

/** The value of an element. */
inline float decode(uint bits) {
#if PRECISION == 2
  return as_float(bits << 16);
#elif PRECISION == 3
  const uint exponent = bits >> 10 & 31u, sign = (bits & 0x8000u) << 16;
  if (exponent == 31u) return as_float(sign | 0x7f800000u | (bits & 1023u) << 13);
  const float small = (float)(bits & 1023u) * 0x1p-24f;
  return as_float(sign | (exponent ? ((bits & 0x7fffu) << 13) + (112u << 23) : as_uint(small)));
#else
  return as_float(bits);
#endif
}
