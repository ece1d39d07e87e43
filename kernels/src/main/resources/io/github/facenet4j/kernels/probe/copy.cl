// probe/copy.cl   to = from                                            the copy bandwidth of a device
//
// Shapes    from, to [n,VECTOR]
// Launch    local (GROUP), global n rounded up; one work-item a vector, so that neighbours touch
//           neighbours
// Params    GROUP 64 on processors, 256 on GPUs   VECTOR 16 and 4
// Numerics  exact
// Next      runs at the speed of memory, or of the cache that holds both

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 256
#endif

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void copy(const int n, __global const floatv *restrict from, __global floatv *restrict to) {
  const int i = get_global_id(0);
  if (i < n) {
    to[i] = from[i];
  }
}
