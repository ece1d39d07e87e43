// conv2d/04_winograd_weight_gradient.cl   dw += xᵀ ∗ dy by Winograd's F(TILE×TILE, 3×3)
//                                                                                 rung 4, GPUs
//
// Changed since 03  As in 04_winograd_products: dg = Gᵀ [Σ(tiles) (A dy Aᵀ) ⊙ (Bᵀ d B)] G takes SPAN²
//                   products a tile instead of 9·TILE². Three launches: 04_winograd_inputs for x and
//                   04_winograd_gradients for dy, this one, and 04_winograd_taps at the end.
// Shapes      sums [SPAN²·parts][C][O] = Σ values [SPAN²·parts][tiles][C] · gradients
//             [SPAN²·parts][tiles][O]: the tiles of a value are cut into parts where C and O alone
//             give a device too few groups
// Launch      as gemm/04_vectorised, SPAN²·parts deep; chunks of tiles are added one after the other
// Params      as gemm/04_vectorised; TILE 2|3|4, for the other steps
// Numerics    float, summed in order of the tiles of a part, then part by part; no atomics; the error
//             and its bound: docs/adr/0010
// Next        the same products by matrix units.

#define vectorised winograd_weight_gradient
#define TRANSPOSE_A 1
#include "gemm/04_vectorised.cl"
