// conv2d/04_rounded_implicit_gemm.cl   The implicit product of operands rounded to fewer bits
//                                                                                   rung 4, GPUs
//
// Changed since 03  Source and filter are rounded to PRECISION on their way into local memory; all else
//                   is 03. Not faster: it computes on any device what matrix units compute, and is
//                   what they are checked against.
// Shapes      as 03
// Launch      as 03
// Params      as 03, and PRECISION 0 float | 1 tf32 | 2 bf16 | 3 fp16
// Numerics    products of rounded values, exact in float; sums in float in order of (u, v, c). For K
//             terms and unit roundoff u: |error| <= (2u + u² + (1+u)²·(K+1)·2^-24)·Σ|x||w|, before the
//             epilogue, which is float
// Next        05_tensor_core_implicit_gemm: the same products by matrix units.

#include "common/rounding.cl"

#define vectorised_implicit_gemm rounded_implicit_gemm
#define PREPARED(quad) nearest_quad(quad)
#include "conv2d/03_vectorised_implicit_gemm.cl"
