// gemm/05_rounded.cl   C = op(A)·op(B), operands rounded to fewer bits                     rung 5, GPUs
//
// Changed since 04  A and B are rounded to PRECISION on their way into local memory; all else is 04.
//                   Not faster: it computes on any device what matrix units compute, and is what
//                   they are checked against.
// Shapes      as 04
// Launch      as 04
// Params      as 04, and PRECISION 0 float | 1 tf32 | 2 bf16 | 3 fp16
// Numerics    products of rounded values, exact in float; sums in float in order of k. For unit
//             roundoff u: |error| <= (2u + u² + (1+u)²·(K+1)·2^-24)·Σ|a||b|
// Next        06_tensor_core: the same products by matrix units.

#include "common/rounding.cl"

#define vectorised rounded
#define PREPARED(quad) nearest_quad(quad)
#include "gemm/04_vectorised.cl"
