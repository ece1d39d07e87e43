// conv2d/04_winograd_products.cl   y = epilogue(x ∗ w) by Winograd's F(TILE×TILE, 3×3)
//                                                                                 rung 4, GPUs
//
// Changed since 03  TILE×TILE outputs at once, from SPAN² products a pair of channels instead of
//                   9·TILE² (common/winograd.cl). Value k of all tiles is a matrix [tiles, C], that of
//                   the filter [C, O]: SPAN² matrix products in one launch of gemm/04_vectorised.
//                   The values go through global memory, so the algorithm has three launches:
//                   04_winograd_inputs, this one, 04_winograd_outputs; and 04_winograd_filter where
//                   the filter has changed. Tiles are taken in chunks that bound the memory.
// Shapes      stride 1, 3×3 taps; products [SPAN²][tiles][O] = values [SPAN²][tiles][C] · filter
//             [SPAN²][C][O]
// Launch      as gemm/04_vectorised, SPAN² deep
// Params      as gemm/04_vectorised; TILE 2|3|4, for the other steps
// Numerics    float, summed in order of c; the error and its bound: docs/adr/0010
// Next        the same products by matrix units; transforms within the products' tiles.

#define vectorised winograd_products
#include "gemm/04_vectorised.cl"
