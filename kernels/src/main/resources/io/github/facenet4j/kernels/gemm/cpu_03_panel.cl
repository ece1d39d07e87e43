// gemm/cpu_03_panel.cl   C = op(A)·op(B) from packed panels                 rung 3, processors
//
// Changed since cpu_02  A panel holds the MR rows (NR columns) of one tile next to each other for each
//                       k, so the inner loop reads two forward streams: no strided rows that fall into
//                       the same cache set, no page per row, no edge inside the loop.
// Shapes      A panels [⌈M/MR⌉][K][MR], B panels [⌈N/NR⌉][K][NR], edges 0; C [M,N] row-major.
//             An operand whose rows already are such a stream (A stored [K,M], B stored [K,N], whole
//             tiles) is read in place: aStep = M, bStep = N instead of MR, NR.
// Launch      global (⌈N/NR⌉, blocks), local (1, 1): one panel of B times one block of the panels of A.
//             Dimension 0 runs along the panels of B, so that a block of A is fetched once into the
//             second-level cache for all of them.
// Params      MR, NV, VW  tile, see common/register_tile.cl
// Numerics    float, fused multiply-add, in order of k; a long k is split by the host in launches that
//             accumulate, so that a panel of B fits the cache.
// Next        tuning of the k blocks per cache size; prefetch.

#include "common/tile_store.cl"

#define ROW_AT(r) ((size_t)(m0 + r) * N + n0)
#define VALUE(r) a[r]
#define PRODUCT(n)              \
  STEPS(kEnd - kBegin, {        \
    FETCH_COLUMNS(b)            \
    LOAD_COLUMNS_##n(b)         \
    ROWS(MULTIPLY_ROW_##n)      \
    a += aStep;                 \
    b += bStep;                 \
  })

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void panel(
    int M, int N, int kBegin, int kEnd,                                   //
    __global const float *restrict aPanels, int aPanel, int aStep,        //
    __global const float *restrict bPanels, int bPanel, int bStep,        //
    __global const float *bias, __global const float *residual,           //
    __global const float *slopes, int activation, int accumulate, __global float *y) {
  const int n0 = get_group_id(0) * NR, columns = min(NR, N - n0), tiles = (M + MR - 1) / MR;
  const long block = get_group_id(1), blocks = get_num_groups(1);
  const int end = tiles * (block + 1) / blocks;

  for (int tile = tiles * block / blocks; tile < end; tile++) {
    __global const float *restrict a = aPanels + tile * (size_t)aPanel + (size_t)kBegin * aStep;
    __global const float *restrict b =
        bPanels + get_group_id(0) * (size_t)bPanel + (size_t)kBegin * bStep;

    const int m0 = tile * MR, rows = min(MR, M - m0), channel = n0;
    ROWS(TILE_EXPECT)
    ROWS(CLEAR)
    NARROWEST(PRODUCT)
    STORE_TILE
  }
}
