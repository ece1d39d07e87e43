// conv2d/05_tensor_core_implicit_gemm.cl   The implicit product by the matrix units of NVIDIA GPUs
//                                                                                   rung 5, GPUs
//
// Changed since 04  Tiles hold rounded bits, and warps multiply them by mma.sync as in
//                   gemm/06_tensor_core; what is gathered, and where results go, is 03.
// Shapes      as 03
// Launch      as 03; the group is (BM/WM)·(BN/WN) warps of 32, WM×WN of the tile each.
// Params      as 03, where RM and RN only size the group; WM, WN a warp's block, multiples of 16; BK a
//             multiple of 16, or 8 for tf32; PRECISION 1 tf32 | 2 bf16 | 3 fp16;
//             EMULATE 0|1 the instructions in plain OpenCL, for tests
//             local memory up to 4·BK·(BM+BN)·(2|4 bytes) and padding: 40 KiB at 128×128
// Numerics    as 04, but the order of the sums within an instruction is the device's.
// Next        wgmma, which multiplies from local memory without passing through registers.

#include "common/warp_blocks.cl"

#define vectorised_implicit_gemm tensor_core_implicit_gemm
#include "conv2d/03_vectorised_implicit_gemm.cl"
