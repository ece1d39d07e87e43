// distance/01_naive.cl   D[i,j] = |x_i - x_j|^2, entry by entry                     rung 1
//
// Shapes    X [B,E]   D [B,B], row-major, any B,E >= 1
// Launch    local (LOCAL_X, LOCAL_Y), global rounded up; one work-item an entry, dimension 0 runs
//           along j so stores coalesce.
// Params    LOCAL_X, LOCAL_Y     the work-group, 16 x 16 unless the device allows less
// Numerics  the difference is squared, so nothing cancels; float, summed in order of k. Symmetric
//           bit for bit because (a-b)^2 = (b-a)^2 in floats too; the diagonal is set to 0, also for
//           NaN.
// Next      02_tiled: each row is read B times here; a tile of rows in local memory serves many
//           entries.

#ifndef LOCAL_X
#define LOCAL_X 16
#endif
#ifndef LOCAL_Y
#define LOCAL_Y 16
#endif

__kernel __attribute__((reqd_work_group_size(LOCAL_X, LOCAL_Y, 1)))
void naive(const int B, const int E, __global const float *restrict X, __global float *restrict D) {
  const int j = get_global_id(0);
  const int i = get_global_id(1);
  if (i >= B || j >= B) {
    return;
  }
  float sum = 0.0f;
  for (int k = 0; k < E; k++) {
    const float difference = X[i * E + k] - X[j * E + k];
    sum = fma(difference, difference, sum);
  }
  D[i * B + j] = i == j ? 0.0f : sum;
}
