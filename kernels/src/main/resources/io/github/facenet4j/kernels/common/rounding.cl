// common/rounding.cl   operands of products rounded to fewer bits                         included
//
// PRECISION 0 float, not rounded; 1 tf32 (10 bits of fraction); 2 bf16 (7); 3 fp16 (10, and a range
// from 2^-24 to 65504). To nearest, ties to even, by integer arithmetic: the same bits on every
// device, with or without half-precision units. Infinities stay, and so does NaN.

#ifndef PRECISION
#define PRECISION 0
#endif
#define DROPPED_BITS (PRECISION == 2 ? 16 : 13)

/** The nearest value of the precision, as a float. */
inline float nearest(float x) {
#if PRECISION == 0
  return x;
#else
  const uint bits = as_uint(x), magnitude = bits & 0x7fffffffu, kept = ~0u << DROPPED_BITS;
  if (magnitude == 0x7f800000u) return x;
  if (magnitude > 0x7f800000u) return as_float((bits | 0x00400000u) & kept);
#if PRECISION == 3
  // From 65520 on, half way from the largest value to the power of two behind it.
  if (magnitude >= 0x477ff000u) return as_float((bits & 0x80000000u) | 0x7f800000u);
  // Below 2^-14 values are 2^-24 apart, as floats next to one half are.
  if (magnitude < 0x38800000u) return copysign((as_float(magnitude) + 0.5f) - 0.5f, x);
#endif
  return as_float((bits + (1u << (DROPPED_BITS - 1)) - 1u + (bits >> DROPPED_BITS & 1u)) & kept);
#endif
}

/** Four values rounded. */
inline float4 nearest_quad(float4 quad) {
  return (float4)(nearest(quad.x), nearest(quad.y), nearest(quad.z), nearest(quad.w));
}
