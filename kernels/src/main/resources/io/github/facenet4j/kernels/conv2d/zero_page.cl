// conv2d/zero_page.cl   A run of zeros: what a tap outside the image reads
//
// Launch      global (count), local (64)

__kernel void zero_page(int count, __global float *page) {
  const int i = get_global_id(0);
  if (i < count) page[i] = 0.0f;
}
