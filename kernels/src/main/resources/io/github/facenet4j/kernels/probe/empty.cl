// probe/empty.cl   nothing                                             what a launch itself costs
//
// Launch    local 1, global 1
// Numerics  none
// Next      what a kernel computes comes on top of this

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void empty() {
}
