// conv2d/pad.cl   Copies maps into a frame of zeros
//
// With few channels a tap is too short a run for the inner loop of the implicit matrix product. In a
// padded copy no tap falls outside, so the kw taps of a row are one run of kw·C floats.
//
// Shapes      x [N,H,W,C]; y [N,PH,PW,C]; size = (H, W, PH, PW); corner = (top, left) of x in y
// Launch      global (PH, N), local (1, 1): one work-item writes one row.
// Numerics    a copy.

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void pad(int4 size, int2 corner, int C,
                                                                 __global const float *restrict x,
                                                                 __global float *restrict y) {
  const int h = (int)get_group_id(0) - corner.s0, n = get_group_id(1);
  __global float *restrict row = y + ((size_t)n * size.s2 + get_group_id(0)) * size.s3 * C;
  const int left = corner.s1 * C, width = h >= 0 && h < size.s0 ? size.s1 * C : 0;

  for (int i = 0; i < left; i++) row[i] = 0.0f;
  if (width > 0) {
    __global const float *restrict from = x + ((size_t)n * size.s0 + h) * width;
    for (int i = 0; i < width; i++) row[left + i] = from[i];
  }
  for (int i = left + width; i < size.s3 * C; i++) row[i] = 0.0f;
}
