// conv2d/05_tensor_core_weight_gradient.cl   Weight gradient by the matrix units of NVIDIA GPUs
//                                                                                   rung 5, GPUs
//
// Changed since 04  Tiles hold rounded bits, and warps multiply them by mma.sync as in
//                   gemm/06_tensor_core; what is gathered, and where results go, is 03.
// Shapes      as 03
// Launch      as 03; the group is (BM/WM)·(BN/WN) warps of 32, WM×WN of the tile each.
// Params      as 05_tensor_core_implicit_gemm
// Numerics    as 04, but the order of the sums within an instruction is the device's.
// Next        wgmma, which multiplies from local memory without passing through registers.

#include "common/warp_blocks.cl"

#define vectorised_weight_gradient tensor_core_weight_gradient
#include "conv2d/03_vectorised_weight_gradient.cl"
