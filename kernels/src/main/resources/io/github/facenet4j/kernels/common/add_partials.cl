// common/add_partials.cl   total += the sum of partial results, in order of the parts
//
// Shapes      partials [parts, count]; total [count]
// Launch      global (count), local (64)
// Numerics    float; equal calls give equal bits.

__kernel void add_partials(int count, int parts, __global const float *partials,
                           __global float *total) {
  const int i = get_global_id(0);
  if (i >= count) return;
  float sum = 0.0f;
  for (int q = 0; q < parts; q++) sum += partials[(size_t)q * count + i];
  total[i] += sum;
}
