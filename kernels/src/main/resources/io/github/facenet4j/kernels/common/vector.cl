// common/vector.cl   vectors of VECTOR values, whole or cut off at the end of a row       included
//
// Params    VECTOR 16 on processors, 4 on GPUs
//           WHOLE 1: rows are whole vectors, so that nothing is ever cut off
// Numerics  sum_of adds halves to halves: log2(VECTOR) roundings

#ifndef VECTOR
#define VECTOR 16
#endif
#ifndef WHOLE
#define WHOLE 0
#endif

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define floatv JOIN(float, VECTOR)
#define intv JOIN(int, VECTOR)
#define as_intv JOIN(as_int, VECTOR)
#define as_floatv JOIN(as_float, VECTOR)
#define load_whole(p) JOIN(vload, VECTOR)(0, p)
#define store_whole(v, p) JOIN(vstore, VECTOR)(v, 0, p)

/** The first count values, zeros after them; reads nothing behind them. */
inline floatv load_part(__global const float *p, const int count) {
  float values[VECTOR];
  for (int lane = 0; lane < VECTOR; lane++) {
    values[lane] = lane < count ? p[lane] : 0.0f;
  }
  return load_whole(values);
}

inline floatv load_values(__global const float *p, const int count) {
  return WHOLE || count >= VECTOR ? load_whole(p) : load_part(p, count);
}

/** Stores the first count lanes and touches nothing behind them. */
inline void store_values(const floatv v, __global float *p, const int count) {
  if (WHOLE || count >= VECTOR) {
    store_whole(v, p);
  } else {
    float values[VECTOR];
    store_whole(v, values);
    for (int lane = 0; lane < count; lane++) {
      p[lane] = values[lane];
    }
  }
}

inline intv load_indices(__global const int *p, const int count) {
  if (WHOLE || count >= VECTOR) {
    return load_whole(p);
  }
  int values[VECTOR];
  for (int lane = 0; lane < VECTOR; lane++) {
    values[lane] = lane < count ? p[lane] : 0;
  }
  return load_whole(values);
}

inline void store_indices(const intv v, __global int *p, const int count) {
  if (WHOLE || count >= VECTOR) {
    store_whole(v, p);
  } else {
    int values[VECTOR];
    store_whole(v, values);
    for (int lane = 0; lane < count; lane++) {
      p[lane] = values[lane];
    }
  }
}

inline float sum_of(const floatv v) {
#if VECTOR == 16
  const float8 h = v.lo + v.hi;
  const float4 q = h.lo + h.hi;
#elif VECTOR == 8
  const float4 q = v.lo + v.hi;
#else
  const float4 q = v;
#endif
  const float2 d = q.lo + q.hi;
  return d.x + d.y;
}
