// testing/zeros.cl   Writes count zeros
//
// Launch      global (count), local (64)

__kernel void zeros(int count, __global float *y) {
  const int i = get_global_id(0);
  if (i < count) y[i] = 0.0f;
}
