// reduction/01_naive.cl   out[c] += sum over rows of X[r,c]                         rung 1
//
// Shapes    X [rows,C]   out [C], added to
// Launch    local (GROUP), global C rounded up; one work-item a column, so neighbours read
//           neighbours
// Params    GROUP 64
// Numerics  float, in order of the rows
// Next      02_chunks: C work-items are too few for any device

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void naive(const int rows, const int C, __global const float *restrict X,
           __global float *restrict out) {
  const int c = get_global_id(0);
  if (c >= C) {
    return;
  }
  float sum = 0.0f;
  for (int r = 0; r < rows; r++) {
    sum += X[r * C + c];
  }
  out[c] += sum;
}
