// common/several.cl   one launch over several tensors: what a work-item takes of which       included
//
// The parameters of a network are some hundred tensors, most of them small, and to enqueue a launch
// takes longer than most of them.
//
// Shapes    n = the values of each of eight tensors; first = the group with which each of them
//           begins; absent ones begin behind the last
// Launch    local (GROUP), global the groups of all tensors; one work-item VECTOR values
// Params    GROUP 64: smaller groups cost more to start than they work   VECTOR, see
//           common/vector.cl

#include "common/vector.cl"

#ifndef GROUP
#define GROUP 64
#endif

// A kernel's arguments name0 … name7, and number k of them; of an int8 n that is OF_EIGHT(n.s, k).
#define EIGHT(type, name)                                               \
  type name##0, type name##1, type name##2, type name##3, type name##4, \
      type name##5, type name##6, type name##7
#define OF_EIGHT(name, k)                                                              \
  ((k) < 4 ? ((k) < 2 ? ((k) < 1 ? name##0 : name##1) : ((k) < 3 ? name##2 : name##3)) \
           : ((k) < 6 ? ((k) < 5 ? name##4 : name##5) : ((k) < 7 ? name##6 : name##7)))

/** The tensor of this group: the last one that has begun. */
inline int tensor_of_group(const int8 first) {
  const int8 begun = first <= (int8)((int)get_group_id(0)); // -1 each
  const int4 q = begun.lo + begun.hi;
  return -(q.x + q.y + q.z + q.w) - 1;
}

/** The first value of this work-item in tensor k; it may lie behind the last. */
inline int value_of_item(const int8 first, const int k) {
  const int group = (int)get_group_id(0) - OF_EIGHT(first.s, k);
  return (group * GROUP + (int)get_local_id(0)) * VECTOR;
}
