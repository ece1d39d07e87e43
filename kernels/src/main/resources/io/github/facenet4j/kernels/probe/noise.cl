// probe/noise.cl   values in [1,2) without a pattern                             what copy.cl copies
//
// Shapes    to [n]
// Launch    local (GROUP), global n rounded up; one work-item a value
// Params    GROUP 64
// Numerics  an integer hash of the index fills the mantissa; the same on every device
// Next      zeros would be copied faster where memory or its bus saves on them

#ifndef GROUP
#define GROUP 64
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void noise(const int n, __global float *restrict to) {
  const uint i = get_global_id(0);
  uint hash = i * 0x9e3779b9u;
  hash = (hash ^ hash >> 15) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  if (i < n) {
    to[i] = as_float(0x3f800000u | hash >> 9);
  }
}
