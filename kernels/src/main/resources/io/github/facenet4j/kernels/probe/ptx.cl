// probe/ptx.cl   whether inline PTX is worth trying                   before a kernel that is built of it
//
// Shapes    answer [1]: 0 where the compiler names another machine that it builds for, else 1
// Launch    local 1, global 1
// Numerics  none
// Next      only building such a kernel and running it tells for sure. Without this question compilers
//           that cannot have PTX would print errors for a kernel that is only tried.

#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__) || defined(__arm__) ||        \
    defined(__riscv) || defined(__powerpc64__) || defined(__AMDGCN__) || defined(__SPIR__) ||      \
    defined(__SPIRV__)
#define PTX 0
#else
#define PTX 1
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void ptx(__global float *answer) {
  answer[0] = PTX;
}
