// common/transpose.cl   blocks of 4×4 turned in registers                           included

// to[k·toStep + i] = from[i·fromStep + k] for i, k in 0…3: four loads and four stores for 16 floats,
// where single floats would take 32 of them.
inline void transpose_4x4(__global const float *from, const size_t fromStep, __global float *to,
                          const size_t toStep) {
  const float4 a = vload4(0, from), b = vload4(0, from + fromStep);
  const float4 c = vload4(0, from + 2 * fromStep), d = vload4(0, from + 3 * fromStep);
  vstore4((float4)(a.x, b.x, c.x, d.x), 0, to);
  vstore4((float4)(a.y, b.y, c.y, d.y), 0, to + toStep);
  vstore4((float4)(a.z, b.z, c.z, d.z), 0, to + 2 * toStep);
  vstore4((float4)(a.w, b.w, c.w, d.w), 0, to + 3 * toStep);
}

// to[k·toStep + i] = from[i·fromStep + k] for 4 rows i and k in [begin, end).
inline void transpose_rows(__global const float *from, const size_t fromStep, const int begin,
                           const int end, __global float *to, const size_t toStep) {
  int k = begin;
  for (; k + 4 <= end; k += 4) transpose_4x4(from + k, fromStep, to + k * toStep, toStep);
  for (; k < end; k++)
    for (int i = 0; i < 4; i++) to[k * toStep + i] = from[i * fromStep + k];
}
