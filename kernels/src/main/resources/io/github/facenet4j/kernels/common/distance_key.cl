// common/distance_key.cl   distances as unsigned integers of the same order              included
//
// Numerics  exact; -0 counts as 0

#define MASKED 0u // below the key of every distance: of faces that are not to be found

/** Grows with the distance, 0x007fffff at -infinity and 0xff800000 at infinity. Not for NaN. */
inline uint key_of(const float distance) {
  const uint bits = as_uint(distance + 0.0f);
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}
