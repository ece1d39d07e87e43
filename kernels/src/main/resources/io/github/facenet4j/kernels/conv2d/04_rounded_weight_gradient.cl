// conv2d/04_rounded_weight_gradient.cl   Weight gradient of operands rounded to fewer bits
//                                                                                   rung 4, GPUs
//
// Changed since 03  x and dy are rounded to PRECISION on their way into local memory; all else is 03,
//                   and as for the other passes not faster.
// Shapes      as 03
// Launch      as 03
// Params      as 03, and PRECISION 0 float | 1 tf32 | 2 bf16 | 3 fp16
// Numerics    as 04_rounded_implicit_gemm, over the K pixels of the batch, however they are parted:
//             |error| <= (2u + u² + (1+u)²·(K+1)·2^-24)·Σ|x||dy|
// Next        05_tensor_core_weight_gradient: the same products by matrix units.

#include "common/rounding.cl"

#define vectorised_weight_gradient rounded_weight_gradient
#define PREPARED(quad) nearest_quad(quad)
#include "conv2d/03_vectorised_weight_gradient.cl"
